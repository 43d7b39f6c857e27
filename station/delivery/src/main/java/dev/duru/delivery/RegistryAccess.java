package dev.duru.delivery;

/**
 * Port: how a container engine or a cluster reaches the registry in which the images of releases
 * are.
 */
@FunctionalInterface
public interface RegistryAccess {
    /** As it is at the moment; its port may be known only after Duru's web server has started. */
    Registry now();

    /**
     * A registry.
     *
     * @param address {@code host:port}, or {@code host}
     * @param plain whether it speaks HTTP without TLS
     * @param user who signs in; {@code ""} where everybody may pull
     */
    record Registry(String address, boolean plain, String user, String password) {
        /** Does not show the password. */
        @Override
        public String toString() {
            return (plain ? "http://" : "https://") + address;
        }
    }
}
