package dev.duru.kernel;

/**
 * Who is asking.
 *
 * @param user the user's name; {@code ""} for somebody who is not signed in
 * @param admin whether the user is an administrator of this Duru
 * @param readOnly whether the credential allows looking only, as a token of the scope read does;
 *     nothing may be changed with it, whatever the user's roles
 */
public record Identity(String user, boolean admin, boolean readOnly) {
    /** Somebody who is not signed in. */
    public static final Identity ANONYMOUS = new Identity("", false);

    /** Duru itself, for what it does by rule: automatic rollbacks, issues, first deployments. */
    public static final Identity DURU = new Identity("duru", true);

    /** Somebody whose credential allows all that their roles do. */
    public Identity(String user, boolean admin) {
        this(user, admin, false);
    }

    public boolean anonymous() {
        return user.isEmpty();
    }
}
