package dev.duru.pipeline;

import dev.duru.dialects.plan.ActionRef;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.actions.ActionLibrary;
import dev.duru.pipeline.builtin.CheckoutSource;
import dev.duru.pipeline.files.Archives;
import dev.duru.pipeline.state.RunRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checkouts without a server: the run's own project is a copy of the working tree, uncommitted
 * changes included; another ref of it is cloned from there, and another repository from where
 * actions come from.
 */
final class LocalCheckout implements CheckoutSource {
    private final Path folder;
    private final ProjectName project;
    private final ActionLibrary actions;

    LocalCheckout(Path folder, ProjectName project, ActionLibrary actions) {
        this.folder = folder;
        this.project = project;
        this.actions = actions;
    }

    @Override
    public Written checkout(RunRow run, Wanted wanted, Path target) {
        boolean own =
                wanted.repository().isEmpty()
                        || wanted.repository().equalsIgnoreCase(project.toString());
        if (own && wanted.ref().isEmpty()) {
            if (!target.startsWith(folder)) {
                copy(target);
            }
            return new Written(project.toString(), "", "", Map.of());
        }
        if (target.equals(folder) || wanted.ref().startsWith("-")) {
            throw ProblemException.user(
                    "checkout: '"
                            + wanted.ref()
                            + "' cannot be checked out over the working tree; run without"
                            + " --in-place, or give the step a `path`");
        }
        String from = own ? folder.toUri().toString() : url(wanted.repository());
        git(target, "init", "--quiet");
        git(target, "remote", "add", "origin", from);
        List<String> fetch = new ArrayList<>(List.of("fetch", "--quiet", "--force"));
        fetch.add(wanted.tags() || wanted.depth() == 0 ? "--tags" : "--no-tags");
        if (wanted.depth() > 0) {
            fetch.add("--depth=" + wanted.depth());
        }
        fetch.addAll(List.of("origin", wanted.ref().isEmpty() ? "HEAD" : wanted.ref()));
        git(target, fetch.toArray(String[]::new));
        git(target, "checkout", "--quiet", "--detach", "FETCH_HEAD");
        String commit = git(target, "rev-parse", "HEAD").strip();
        return new Written(wanted.repository(), commit, "", Map.of());
    }

    @Override
    public boolean keeps(Path target) {
        return target.startsWith(folder);
    }

    private String url(String repository) {
        String[] parts = repository.split("/");
        if (parts.length != 2 || actions.settings().mirror().isEmpty()) {
            throw ProblemException.user(
                    "checkout: the repository '"
                            + repository
                            + "' cannot be had here; write owner/name");
        }
        return actions.settings().url(new ActionRef.Repository(parts[0], parts[1], "", ""));
    }

    private void copy(Path target) {
        try {
            Archives.copyTree(folder, target, Set.of());
        } catch (IOException e) {
            throw new UncheckedIOException("the working tree could not be copied", e);
        }
    }

    private static String git(Path target, String... arguments) {
        List<String> argv = new ArrayList<>(List.of("git", "-C", target.toString()));
        argv.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw ProblemException.user("checkout: " + output.strip());
            }
            return output;
        } catch (IOException e) {
            throw ProblemException.resource("checkout: git cannot be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.resource("checkout: interrupted");
        }
    }
}
