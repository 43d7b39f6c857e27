package dev.duru.manifest;

import dev.duru.yaml.Position;

/** What brings releases into an environment. */
public sealed interface Entrance {
    /**
     * Each image of a branch.
     *
     * @param branch a name such as {@code main}, or a pattern with {@code *} such as {@code
     *     release/*}
     */
    record From(Position position, String branch) implements Entrance {
        /** Whether a branch, such as {@code main}, is the one. */
        public boolean takes(String name) {
            if (!branch.contains("*")) {
                return branch.equals(name);
            }
            String[] parts = branch.split("\\*", -1);
            int at = parts[0].length();
            if (!name.startsWith(parts[0])) {
                return false;
            }
            for (int i = 1; i < parts.length - 1; i++) {
                int found = name.indexOf(parts[i], at);
                if (found < 0) {
                    return false;
                }
                at = found + parts[i].length();
            }
            String last = parts[parts.length - 1];
            return name.length() >= at + last.length() && name.endsWith(last);
        }
    }

    /** Each digest that went live in another environment. */
    record After(Position position, String environment) implements Entrance {}

    /** Only somebody's promotion. */
    record ByHand() implements Entrance {}
}
