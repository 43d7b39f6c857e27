package dev.duru.pipeline.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The certificate authorities that a job trusts: a file in its folder, which its programs are told
 * of, and which is in the place of that of the image in containers.
 */
record Trust(Optional<Path> authorities, JobFolders folders) {
    /** Where most images keep the authorities that they trust. */
    private static final String IN_IMAGES = "/etc/ssl/certs/ca-certificates.crt";

    private Path file() {
        return folders.root().resolve("authorities.crt");
    }

    /** What programs look at: OpenSSL, and those with lists of their own. */
    Map<String, String> environment(Map<String, String> base) {
        if (authorities.isEmpty()) {
            return base;
        }
        try {
            Files.copy(authorities.get(), file());
        } catch (IOException e) {
            throw new UncheckedIOException("the certificates of the job cannot be written", e);
        }
        Map<String, String> all = new LinkedHashMap<>();
        all.put("SSL_CERT_DIR", "/etc/ssl/certs");
        for (String name :
                new String[] {
                    "SSL_CERT_FILE",
                    "CURL_CA_BUNDLE",
                    "GIT_SSL_CAINFO",
                    "NODE_EXTRA_CA_CERTS",
                    "REQUESTS_CA_BUNDLE"
                }) {
            all.put(name, file().toString());
        }
        all.putAll(base);
        return all;
    }

    /** Files of the job, and what they are called in its container. */
    Map<Path, String> mounts() {
        return authorities.isEmpty() ? Map.of() : Map.of(file(), IN_IMAGES);
    }
}
