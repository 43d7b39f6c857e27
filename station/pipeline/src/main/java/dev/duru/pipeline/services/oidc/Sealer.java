package dev.duru.pipeline.services.oidc;

/** Port: how secrets are kept at rest. */
public interface Sealer {
    /** Keeps values as they are, for stores that vanish with their process. */
    Sealer OPEN =
            new Sealer() {
                @Override
                public String seal(String place, String value) {
                    return value;
                }

                @Override
                public String open(String place, String sealed) {
                    return sealed;
                }
            };

    /** A value sealed for one place. */
    String seal(String place, String value);

    /** The value that was sealed for the same place. */
    String open(String place, String sealed);
}
