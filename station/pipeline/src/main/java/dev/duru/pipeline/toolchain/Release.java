package dev.duru.pipeline.toolchain;

import java.net.URI;

/**
 * A version that a vendor offers for this machine.
 *
 * @param sha256 of the archive, a gzipped tar, in hexadecimal digits
 */
public record Release(String version, URI archive, String sha256) {}
