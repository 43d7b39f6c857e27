package dev.duru.access;

/** Seals what other stations keep secret, under the keys of the secrets. */
public final class Sealing {
    private final SecretKeys keys;

    Sealing(SecretKeys keys) {
        this.keys = keys;
    }

    /** A value sealed for one place, whose name is part of the seal. */
    public String seal(String place, String value) {
        // The current key may change in between; the one that is named must be the one that seals.
        synchronized (keys) {
            return keys.current() + ":" + keys.seal(place, value);
        }
    }

    /** The value that was sealed for the same place. */
    public String open(String place, String sealed) {
        int colon = sealed.indexOf(':');
        return keys.open(sealed.substring(0, colon), place, sealed.substring(colon + 1));
    }
}
