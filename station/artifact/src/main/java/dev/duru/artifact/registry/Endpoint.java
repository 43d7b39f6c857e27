package dev.duru.artifact.registry;

import dev.duru.oci.Digest;
import java.util.List;

/** What a path below {@code /v2/} means, by the table of distribution-spec's "Endpoints". */
sealed interface Endpoint {
    /** end-1: is there a registry. */
    record Ping() implements Endpoint {}

    /** All repositories, as Docker's registry lists them. */
    record Catalog() implements Endpoint {}

    /** end-2, end-10. */
    record Blob(Repository repository, Digest digest) implements Endpoint {}

    /** end-3, end-7, end-9. */
    record Manifest(Repository repository, String reference) implements Endpoint {}

    /** end-4, end-11. */
    record NewUpload(Repository repository) implements Endpoint {}

    /** end-5, end-6, end-13. */
    record Upload(Repository repository, String id) implements Endpoint {}

    /** end-8. */
    record Tags(Repository repository) implements Endpoint {}

    /** end-12. */
    record Referrers(Repository repository, Digest subject) implements Endpoint {}

    /** Reads what comes after {@code /v2/}, decoded. */
    static Endpoint parse(String path) {
        if (path.isEmpty()) {
            return new Ping();
        }
        if (path.equals("_catalog")) {
            return new Catalog();
        }
        List<String> parts = List.of(path.split("/", -1));
        int n = parts.size();
        if (n > 2 && parts.get(n - 2).equals("tags") && parts.get(n - 1).equals("list")) {
            return new Tags(repository(parts, n - 2));
        }
        if (n > 2 && parts.get(n - 2).equals("blobs") && parts.get(n - 1).equals("uploads")) {
            return new NewUpload(repository(parts, n - 2));
        }
        if (n > 3 && parts.get(n - 3).equals("blobs") && parts.get(n - 2).equals("uploads")) {
            Repository repository = repository(parts, n - 3);
            String id = parts.get(n - 1);
            return id.isEmpty() ? new NewUpload(repository) : new Upload(repository, id);
        }
        return n > 2 ? named(parts, n) : unknown();
    }

    private static Endpoint named(List<String> parts, int n) {
        String last = parts.get(n - 1);
        return switch (parts.get(n - 2)) {
            case "blobs" -> new Blob(repository(parts, n - 2), digest(last));
            case "manifests" -> {
                Repository repository = repository(parts, n - 2);
                yield new Manifest(repository, last.contains(":") ? digest(last).toString() : last);
            }
            case "referrers" -> new Referrers(repository(parts, n - 2), digest(last));
            default -> unknown();
        };
    }

    private static Endpoint unknown() {
        throw new Refusal(
                ErrorCode.UNSUPPORTED,
                404,
                "the registry has nothing at this path; see the OCI distribution API");
    }

    private static Repository repository(List<String> parts, int end) {
        return Repository.parse(String.join("/", parts.subList(0, end)));
    }

    private static Digest digest(String text) {
        return Digest.tryParse(text)
                .orElseThrow(() ->
                        new Refusal(
                                ErrorCode.DIGEST_INVALID,
                                "not a digest that is understood here; use sha256:<64 hex digits>"));
    }
}
