package dev.duru.pipeline.toolchain;

import dev.duru.kernel.Folders;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.files.Archives;
import dev.duru.pipeline.files.Shelf;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Tools that were fetched once, in the layout of GitHub's tool cache: {@code NAME/VERSION/ARCH} is
 * complete when {@code ARCH.complete} lies beside it. Jobs get copies, since they may change what
 * they see.
 */
public final class ToolShed {
    private final Path folder;
    private final Vendors vendors;
    private final Downloads downloads;

    public ToolShed(Path folder, Vendors.Settings vendors) {
        this.folder = folder;
        this.downloads = new Downloads();
        this.vendors = new Vendors(vendors, downloads);
    }

    /** The kept versions of a shed's folder; a version goes with its mark. */
    public static Shelf shelf(Path folder) {
        Path root = folder.toAbsolutePath().normalize();
        return new Shelf(root, root.resolve(".new"), 2);
    }

    /** The architecture as the layout calls it. */
    public static String architecture() {
        return System.getProperty("os.arch", "").equals("aarch64") ? "arm64" : "x64";
    }

    /**
     * A tool in a job's own tool cache, whole.
     *
     * @param home its folder
     */
    public record Placed(String version, Path home) {}

    /**
     * Puts the newest version that fits into a job's tool cache: one that is here, else one that
     * its vendor offers.
     *
     * @param name {@code node}, {@code java}, {@code go} or {@code Python}
     * @param wanted a range, or a word such as {@code lts/*}
     * @param latest whether to ask the vendor even when one that fits is here
     * @return empty when neither has one
     */
    public Optional<Placed> place(String name, String wanted, boolean latest, Path jobCache) {
        Optional<String> here = latest ? Optional.empty() : newest(name, wanted);
        if (here.isEmpty()) {
            Optional<Release> offered = vendors.find(name, wanted);
            offered.ifPresent(release -> keep(name, release));
            here = offered.map(Release::version);
        }
        return here.map(version -> copy(name, version, jobCache));
    }

    private Optional<String> newest(String name, String wanted) {
        if (wanted.isEmpty()
                || !Character.isDigit(wanted.replaceFirst("^[^0-9]*", "0").charAt(0))
                || wanted.startsWith("lts")) {
            return Optional.empty();
        }
        VersionRange range;
        try {
            range = VersionRange.of(wanted);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return versions(name).stream()
                .filter(range::fits)
                .max(Comparator.comparing(version -> version, Toolchains::compare));
    }

    /** The versions of a tool that are here. */
    List<String> versions(String name) {
        Path versions = folder.resolve(name);
        if (!Files.isDirectory(versions)) {
            return List.of();
        }
        List<String> complete = new ArrayList<>();
        try (Stream<Path> all = Files.list(versions)) {
            for (Path version : all.toList()) {
                if (Files.exists(version.resolve(architecture() + ".complete"))) {
                    complete.add(String.valueOf(version.getFileName()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return complete;
    }

    private void keep(String name, Release release) {
        Path place = folder.resolve(name).resolve(release.version());
        if (Files.exists(place.resolve(architecture() + ".complete"))) {
            return;
        }
        Path scratch = folder.resolve(".new").resolve(UUID.randomUUID().toString());
        try {
            Files.createDirectories(scratch);
            Path archive = scratch.resolve("archive");
            downloads.file(release.archive(), release.sha256(), archive);
            Path unpacked = Files.createDirectories(scratch.resolve("unpacked"));
            try (InputStream in =
                    new GZIPInputStream(
                            new BufferedInputStream(Files.newInputStream(archive)), 64 * 1024)) {
                Archives.untar(in, unpacked);
            }
            Files.createDirectories(place);
            move(only(unpacked), place.resolve(architecture()));
            Files.writeString(place.resolve(architecture() + ".complete"), "");
        } catch (IOException e) {
            throw new UncheckedIOException(name + " could not be kept", e);
        } finally {
            discard(scratch);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Another job was faster; what lies there has the same checksum.
            if (!Files.isDirectory(to)) {
                throw e;
            }
        }
    }

    /** Vendors pack everything into one folder; that one, or all. */
    private static Path only(Path unpacked) throws IOException {
        try (Stream<Path> children = Files.list(unpacked)) {
            List<Path> all = children.toList();
            return all.size() == 1 && Files.isDirectory(all.getFirst()) ? all.getFirst() : unpacked;
        }
    }

    private static void discard(Path scratch) {
        try {
            Folders.delete(scratch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Placed copy(String name, String version, Path jobCache) {
        Shelf.used(folder.resolve(name).resolve(version));
        Path from = folder.resolve(name).resolve(version).resolve(architecture());
        Path place = jobCache.resolve(name).resolve(version);
        Path to = place.resolve(architecture());
        try {
            if (!Files.isDirectory(to)) {
                Files.createDirectories(to);
                Archives.copyTree(from, to, java.util.Set.of());
                Files.writeString(place.resolve(architecture() + ".complete"), "");
            }
            return new Placed(version, to);
        } catch (IOException e) {
            throw ProblemException.resource(
                    name + " " + version + " cannot be put into the job: " + e.getMessage());
        }
    }
}
