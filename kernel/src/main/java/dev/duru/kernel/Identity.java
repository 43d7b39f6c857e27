package dev.duru.kernel;

/**
 * Who is asking.
 *
 * @param user the user's name; {@code ""} for somebody who is not signed in
 * @param admin whether the user is an administrator of this Duru
 */
public record Identity(String user, boolean admin) {
    /** Somebody who is not signed in. */
    public static final Identity ANONYMOUS = new Identity("", false);

    /** Duru itself, for what it does by rule: automatic rollbacks, issues, first deployments. */
    public static final Identity DURU = new Identity("duru", true);

    public boolean anonymous() {
        return user.isEmpty();
    }
}
