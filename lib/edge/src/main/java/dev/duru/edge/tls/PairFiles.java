package dev.duru.edge.tls;

import java.nio.file.Path;

/**
 * Where a certificate and its key lie.
 *
 * @param certificate PEM: the certificate, then those that lead to its authority
 * @param key PEM
 */
public record PairFiles(Path certificate, Path key) {}
