/**
 * Container images without a daemon, by the OCI specifications: what an image is made of, how it is
 * built, kept on disk, unpacked and moved to and from a registry. Knows nothing of Duru.
 *
 * <p>The pieces: {@link dev.duru.oci.Digest}, {@link dev.duru.oci.Descriptor}, {@link
 * dev.duru.oci.ImageManifest}, {@link dev.duru.oci.ImageIndex} and {@link dev.duru.oci.ImageConfig}
 * are the documents, {@link dev.duru.oci.OciJson} reads and writes them; {@link
 * dev.duru.oci.ImageBuilder} makes an image from files; {@link dev.duru.oci.OciLayout} is an image
 * layout folder; {@link dev.duru.oci.LayerUnpacker} writes layers to a folder and nowhere else;
 * {@link dev.duru.oci.RegistryClient} speaks the distribution API.
 *
 * <p>Rules: same input, same bytes, whatever the machine (sorted entries, one fixed time, fixed
 * gzip header; the compressed bytes are those of the JDK's {@link java.util.zip.Deflater} at level
 * 6, hence of the zlib it is built with). Layers are streamed, never held in memory. Everything
 * read is hostile until checked: sizes are bounded, digests verified, names of entries held inside
 * the target folder. Every error is an {@link dev.duru.oci.OciException} that names the place.
 *
 * <p>Sources: OCI image-spec 1.1, OCI distribution-spec 1.1, Docker image manifest V2 schema 2,
 * POSIX.1-2017 pax (tar format).
 */
@NullMarked
package dev.duru.oci;

import org.jspecify.annotations.NullMarked;
