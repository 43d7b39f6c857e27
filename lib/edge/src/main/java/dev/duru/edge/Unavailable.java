package dev.duru.edge;

/** Says what is wrong when no copy gets a request. */
final class Unavailable {
    private Unavailable() {}

    static String noRoute(RequestHead head) {
        return "Nothing is served at " + head.shownHost() + " here. No route names this host.";
    }

    static String noRelease(RequestHead head) {
        return "No release takes traffic for " + head.shownHost() + " now.";
    }

    static String noCopy(LiveRelease release, int tried) {
        int copies = release.backends().size();
        if (copies == 0) {
            return "Release " + release.name() + " has no running copy.";
        }
        if (tried > 0) {
            return "Release "
                    + release.name()
                    + " does not accept connections ("
                    + tried
                    + " of its copies tried).";
        }
        return "Release "
                + release.name()
                + " has "
                + copies
                + (copies == 1 ? " copy, which is not healthy (" : " copies, none healthy (")
                + release.troubles(System.nanoTime())
                + ").";
    }
}
