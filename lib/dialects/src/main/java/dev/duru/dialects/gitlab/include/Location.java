package dev.duru.dialects.gitlab.include;

/** Where an included file lies. */
public sealed interface Location {
    /**
     * A file of a project.
     *
     * @param project {@code ""} for the project of the pipeline
     * @param ref {@code ""} for the commit of the pipeline, or for another project its main branch
     * @param path without a leading slash
     */
    record File(String project, String ref, String path) implements Location {
        @Override
        public String toString() {
            return project.isEmpty()
                    ? path
                    : project + "/" + path + (ref.isEmpty() ? "" : "@" + ref);
        }
    }

    /**
     * A file of the web.
     *
     * @param integrity {@code sha256-} and the Base64 of its checksum, or {@code ""}
     */
    record Remote(String url, String integrity) implements Location {
        @Override
        public String toString() {
            return url;
        }
    }

    /** One of GitLab's templates, such as {@code Jobs/SAST.gitlab-ci.yml}. */
    record Template(String name) implements Location {
        @Override
        public String toString() {
            return name;
        }
    }

    /** A component, such as {@code host/group/project/name@1.0}. */
    record Component(String address) implements Location {
        @Override
        public String toString() {
            return address;
        }
    }
}
