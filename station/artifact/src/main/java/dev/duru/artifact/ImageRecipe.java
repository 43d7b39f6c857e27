package dev.duru.artifact;

import dev.duru.kernel.ProjectName;
import dev.duru.manifest.HealthCheck;
import dev.duru.manifest.Manifest;
import dev.duru.manifest.Packaging;
import dev.duru.oci.ImageSpec;
import dev.duru.oci.LayerEntry;
import dev.duru.oci.Platform;
import dev.duru.oci.RunConfig;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an image of a commit is made of: one layer of files, and a config that says how to start it.
 *
 * <p>Whoever runs it reads the config's {@code Cmd} ({@link StartCommand}), {@code Env} and {@code
 * WorkingDir} (always {@code /}, the root of the files), and the labels {@link #HEALTH} and {@link
 * #HEALTH_TIMEOUT}. Nothing in it depends on the machine or the time of the build: everything bears
 * the commit's time.
 */
public final class ImageRecipe {
    /** Label: the path that answers GET with 200 to 399 once the application is ready. */
    public static final String HEALTH = "dev.duru.health";

    /** Label: how long it may take to get there, in seconds. */
    public static final String HEALTH_TIMEOUT = "dev.duru.health.timeout";

    private ImageRecipe() {}

    /**
     * What must be kept of a workspace for this image: files and folders, relative to its root,
     * each once.
     */
    public static List<String> sources(Packaging packaging) {
        return packaging.files().stream().map(ImageFiles::root).distinct().toList();
    }

    /** The section of duru.yml that says how, or the reason why there can be no image. */
    static Packaging section(Manifest manifest) {
        Packaging packaging = manifest.packaging();
        if (packaging == null) {
            throw new PackagingException(
                    manifest.position()
                            + ": an environment takes this branch, but nothing says how to package it; add `package:` with `files` and `run`");
        }
        if (packaging.dockerfile() != null) {
            throw new PackagingException(
                    packaging.position()
                            + ": `dockerfile: "
                            + packaging.dockerfile()
                            + "` needs a container engine, and this Duru builds images without one; use `files` and `run`");
        }
        if (packaging.files().isEmpty() || packaging.run() == null) {
            throw new PackagingException(
                    packaging.position() + ": `package` needs `files` and `run` to make an image");
        }
        return packaging;
    }

    /**
     * @param committed the commit's own time
     * @param workspace what the jobs left, named as in the workspace
     */
    static ImageSpec spec(
            ProjectName project,
            String commit,
            Instant committed,
            Packaging packaging,
            List<LayerEntry> workspace) {
        String run = packaging.run() == null ? "" : packaging.run();
        Map<String, String> labels = labels(project, commit, committed);
        HealthCheck health = packaging.health();
        if (health != null) {
            labels.put(HEALTH, health.path());
            labels.put(HEALTH_TIMEOUT, Long.toString(health.timeout().toSeconds()));
        }
        RunConfig config =
                RunConfig.empty()
                        .withCmd(StartCommand.of(run))
                        .withEnv(packaging.env())
                        .withWorkingDir("/")
                        .withLabels(labels);
        return ImageSpec.of(
                        Platform.current(),
                        committed,
                        config,
                        ImageFiles.pick(packaging.files(), workspace))
                .withAnnotations(labels(project, commit, committed));
    }

    private static Map<String, String> labels(
            ProjectName project, String commit, Instant committed) {
        Map<String, String> labels = new TreeMap<>();
        labels.put("org.opencontainers.image.title", project.toString());
        labels.put("org.opencontainers.image.revision", commit);
        labels.put("org.opencontainers.image.version", shortCommit(commit));
        labels.put(
                "org.opencontainers.image.created",
                committed.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString());
        return labels;
    }

    static String shortCommit(String commit) {
        return commit.substring(0, Math.min(12, commit.length()));
    }

    /** A branch's name as a tag: what no tag may hold becomes '-'. */
    static String branchTag(String branch) {
        String plain = branch.replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[.-]", "_");
        return plain.substring(0, Math.min(128, plain.length()));
    }
}
