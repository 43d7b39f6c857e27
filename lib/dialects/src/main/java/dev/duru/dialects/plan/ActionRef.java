package dev.duru.dialects.plan;

/** Which action a step uses. */
public sealed interface ActionRef permits ActionRef.Local, ActionRef.Repository, ActionRef.Image {
    /** A folder of the workspace, such as {@code ./.github/actions/build}. */
    record Local(String path) implements ActionRef {
        @Override
        public String toString() {
            return path;
        }
    }

    /**
     * A folder of another repository.
     *
     * @param path without a leading slash; empty for the repository's root
     */
    record Repository(String owner, String name, String path, String ref) implements ActionRef {
        @Override
        public String toString() {
            String folder = path.isEmpty() ? "" : "/" + path;
            return owner + "/" + name + folder + "@" + ref;
        }
    }

    /** A container image. */
    record Image(String reference) implements ActionRef {
        @Override
        public String toString() {
            return "docker://" + reference;
        }
    }
}
