package dev.duru.delivery.runtime.kubernetes;

import dev.duru.delivery.RepositoryFiles;
import dev.duru.delivery.Workload;
import dev.duru.kernel.Folders;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.manifest.Hosting;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The YAML of the objects that a repository itself describes. Kustomizations and charts are written
 * out by kubectl (or kustomize) and helm, which see a copy of their folder, no cluster and no
 * variables of Duru.
 */
final class OwnFiles {
    private static final int MOST_FILES = 5_000;
    private static final long MOST_BYTES = 32L << 20;
    private static final int SECONDS = 60;

    private final RepositoryFiles files;
    private final Path scratch;
    private final String path;

    /**
     * @param scratch a folder for copies, which are removed again
     * @param path the folders of programs, as in {@code PATH}
     */
    OwnFiles(RepositoryFiles files, Path scratch, String path) {
        this.files = files;
        this.scratch = scratch;
        this.path = path;
    }

    /**
     * The objects as YAML documents.
     *
     * @throws ProblemException USER when files or a program are missing, or the program says no
     */
    String yaml(Workload workload, Hosting.Own own, String namespace) {
        Path copy = scratch.resolve(workload.id().environment().name() + "-" + System.nanoTime());
        try {
            Files.createDirectories(copy);
            return switch (own) {
                case Hosting.Own.Manifests(String from) -> manifests(workload, from);
                case Hosting.Own.Kustomize(String from) -> {
                    copy(workload, first(from), copy);
                    yield run(copy, kustomize(from));
                }
                case Hosting.Own.Helm helm -> {
                    copy(workload, helm.chart().equals(".") ? "" : helm.chart(), copy);
                    helm.values().forEach(file -> one(workload, file, copy));
                    yield run(copy, helm(workload, helm, namespace));
                }
            };
        } catch (IOException e) {
            throw new UncheckedIOException(copy + " cannot be written: " + e.getMessage(), e);
        } finally {
            remove(copy);
        }
    }

    private String manifests(Workload workload, String from) {
        List<String> paths = new ArrayList<>(below(workload, from));
        paths.removeIf(file -> !file.matches(".*\\.(ya?ml|json)"));
        if (paths.isEmpty()) {
            throw missing(workload, from);
        }
        StringBuilder all = new StringBuilder();
        for (String file : paths) {
            all.append("---\n# ").append(file).append('\n');
            all.append(new String(bytes(workload, file), StandardCharsets.UTF_8)).append('\n');
        }
        return all.toString();
    }

    private List<String> below(Workload workload, String folder) {
        ProjectName project = workload.id().environment().project();
        String clean = folder.replaceAll("/+$", "");
        boolean all = clean.isEmpty() || clean.equals(".");
        List<String> found =
                !all && files.bytes(project, workload.commit(), clean).isPresent()
                        ? List.of(clean)
                        : files.below(project, workload.commit(), all ? "" : clean + "/");
        if (found.size() > MOST_FILES) {
            throw ProblemException.user(
                    "`"
                            + folder
                            + "` holds more than "
                            + MOST_FILES
                            + " files; name a smaller folder");
        }
        return found.stream().sorted().toList();
    }

    private byte[] bytes(Workload workload, String file) {
        return files.bytes(workload.id().environment().project(), workload.commit(), file)
                .orElseThrow(() -> missing(workload, file));
    }

    private static ProblemException missing(Workload workload, String path) {
        return ProblemException.user(
                "there is no `"
                        + path
                        + "` with objects at commit "
                        + workload.version()
                        + "; mend the path under `kubernetes:` in duru.yml");
    }

    private void copy(Workload workload, String folder, Path to) {
        List<String> paths = below(workload, folder);
        if (paths.isEmpty()) {
            throw missing(workload, folder);
        }
        long bytes = 0;
        for (String file : paths) {
            bytes += one(workload, file, to);
            if (bytes > MOST_BYTES) {
                throw ProblemException.user(
                        "`" + folder + "` is larger than " + (MOST_BYTES >> 20) + " MiB");
            }
        }
    }

    private long one(Workload workload, String file, Path to) {
        Path target = to.resolve(file).normalize();
        if (!target.startsWith(to)) {
            throw ProblemException.user("`" + file + "` leads out of the repository");
        }
        byte[] content = bytes(workload, file);
        try {
            Files.createDirectories(target.getParent());
            Files.write(target, content);
        } catch (IOException e) {
            throw new UncheckedIOException(target + " cannot be written", e);
        }
        return content.length;
    }

    /** What a kustomization refers to may lie beside it, as its base does. */
    private static String first(String path) {
        int slash = path.indexOf('/');
        return slash < 0 ? path : path.substring(0, slash);
    }

    private List<String> kustomize(String folder) {
        return found("kubectl")
                ? List.of("kubectl", "kustomize", folder)
                : List.of(needed("kustomize", "kubectl or kustomize"), "build", folder);
    }

    private List<String> helm(Workload workload, Hosting.Own.Helm helm, String namespace) {
        List<String> words = new ArrayList<>();
        words.add(needed("helm", "helm"));
        words.addAll(
                List.of("template", workload.id().environment().project().name(), helm.chart()));
        words.addAll(List.of("--namespace", namespace));
        helm.values().forEach(file -> words.addAll(List.of("--values", file)));
        return words;
    }

    private boolean found(String program) {
        return Stream.of(path.split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private String needed(String program, String words) {
        if (!found(program)) {
            throw ProblemException.user(
                    words
                            + " is not on Duru's machine, and writes out what `kubernetes:` in duru.yml"
                            + " names; have an operator install it, or use `manifests:`");
        }
        return program;
    }

    private String run(Path folder, List<String> command) throws IOException {
        Path errors = folder.resolve(".errors");
        Path output = folder.resolve(".output");
        List<String> words = new ArrayList<>(List.of("/usr/bin/env"));
        words.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(words)
                        .directory(folder.toFile())
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", path);
        builder.environment().put("HOME", folder.toString());
        Process process = builder.start();
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw ProblemException.user(
                        "`" + String.join(" ", command) + "` took longer than " + SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw ProblemException.user(
                    "`"
                            + String.join(" ", command)
                            + "` failed: "
                            + Files.readString(errors).strip());
        }
        return Files.readString(output);
    }

    private static void remove(Path copy) {
        try {
            Folders.delete(copy);
        } catch (IOException e) {
            throw new UncheckedIOException(copy + " cannot be deleted", e);
        }
    }
}
