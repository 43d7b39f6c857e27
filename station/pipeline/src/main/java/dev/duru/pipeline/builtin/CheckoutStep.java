package dev.duru.pipeline.builtin;

import dev.duru.kernel.Folders;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.engine.Builtin;
import dev.duru.pipeline.engine.BuiltinCall;
import dev.duru.pipeline.engine.StepOutcome;
import dev.duru.pipeline.files.Inside;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code actions/checkout}: a Git work tree from this Duru's own store. The store is read without
 * the network and without a token, so the inputs for signing in matter only for what later steps
 * push.
 */
final class CheckoutStep implements Builtin {
    private static final int DEEPEST = 10;

    private final CheckoutSource source;

    CheckoutStep(CheckoutSource source) {
        this.source = source;
    }

    @Override
    public StepOutcome run(BuiltinCall call) {
        remarks(call);
        Path folder = Inside.resolve(call.workspace(), call.input("path", "."));
        if (!source.keeps(folder)) {
            empty(folder, call.flag("clean", true));
        }
        Map<String, String> config = credentials(call);
        CheckoutSource.Written written =
                source.checkout(
                        call.run(),
                        new CheckoutSource.Wanted(
                                call.input("repository"),
                                call.input("ref"),
                                depth(call),
                                call.flag("fetch-tags", false),
                                config),
                        folder);
        if (call.flag("set-safe-directory", true)) {
            trust(call, folder);
        }
        sparse(call, folder);
        String submodules = call.input("submodules", "false");
        if (!submodules.equals("false")) {
            submodules(call, folder, written, config, submodules.equals("recursive") ? DEEPEST : 1);
        }
        if (call.flag("open", false) && !source.keeps(folder)) {
            OpenFiles.toAll(folder);
        }
        call.output("commit", written.commit());
        call.output("ref", call.input("ref", written.ref()));
        call.say(
                "Checked out "
                        + (written.commit().isEmpty() ? "the working folder" : written.commit())
                        + (written.ref().isEmpty() ? "" : " of " + written.ref()));
        return StepOutcome.SUCCESS;
    }

    private static void remarks(BuiltinCall call) {
        for (String name : List.of("ssh-key", "ssh-known-hosts", "github-server-url")) {
            if (!call.input(name).isEmpty()) {
                call.say("checkout: `" + name + "` is not needed: the files come from Duru itself");
            }
        }
        if (!call.input("filter").isEmpty()) {
            call.say("checkout: `filter` leaves nothing out: all objects are on this machine");
        }
        if (call.flag("lfs", false)) {
            call.warn(
                    "checkout: Duru keeps no Git LFS objects; files of LFS stay the pointers that"
                            + " the commit holds");
        }
    }

    private static int depth(BuiltinCall call) {
        String depth = call.input("fetch-depth", "1");
        // A number below zero or no number at all means all history, as on GitHub.
        return depth.matches("[0-9]{1,9}") ? Integer.parseInt(depth) : 0;
    }

    private static void empty(Path folder, boolean clean) {
        try {
            Files.createDirectories(folder);
            if (!clean) {
                Folders.delete(folder.resolve(".git"));
                return;
            }
            try (Stream<Path> children = Files.list(folder)) {
                for (Path child : children.toList()) {
                    if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                        Folders.delete(child);
                    } else {
                        Files.delete(child);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What lets later steps push with the job's token, unless the step says otherwise. */
    private static Map<String, String> credentials(BuiltinCall call) {
        String token = call.input("token", call.token());
        String server = call.variable("GITHUB_SERVER_URL");
        if (token.isEmpty() || server.isEmpty() || !call.flag("persist-credentials", true)) {
            return Map.of();
        }
        String basic =
                Base64.getEncoder()
                        .encodeToString(
                                ("x-access-token:" + token).getBytes(StandardCharsets.UTF_8));
        call.hide(token);
        call.hide(basic);
        return Map.of("http." + server + "/.extraheader", "AUTHORIZATION: basic " + basic);
    }

    /** Git refuses the work tree of another user, as in a container, unless it is told. */
    private static void trust(BuiltinCall call, Path folder) {
        String line =
                "[safe]\n\tdirectory = \""
                        + call.inside(folder).replace("\\", "\\\\").replace("\"", "\\\"")
                        + "\"\n";
        Path file = call.home().resolve(".gitconfig");
        try {
            if (Files.isSymbolicLink(file)
                    || Files.exists(file)
                            && Files.readString(file, StandardCharsets.UTF_8).contains(line)) {
                return;
            }
            Files.writeString(
                    file,
                    line,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND,
                    LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes out of the work tree what is not wanted in it, by Git itself. */
    private static void sparse(BuiltinCall call, Path folder) {
        List<String> patterns =
                call.input("sparse-checkout")
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList();
        if (patterns.isEmpty() || !call.input("filter").isEmpty()) {
            return;
        }
        // Git leaves files alone whose times it has not seen itself.
        call.run(List.of("git", "update-index", "-q", "--refresh"), folder);
        boolean cone = call.flag("sparse-checkout-cone-mode", true);
        List<String> argv = new ArrayList<>(List.of("git", "sparse-checkout", "set"));
        argv.add(cone ? "--cone" : "--no-cone");
        argv.addAll(patterns);
        if (call.run(argv, folder) != 0) {
            throw ProblemException.user(
                    "checkout: git does not take the patterns of `sparse-checkout`");
        }
    }

    private void submodules(
            BuiltinCall call,
            Path folder,
            CheckoutSource.Written parent,
            Map<String, String> config,
            int depth) {
        if (parent.submodules().isEmpty() || depth == 0) {
            return;
        }
        Map<String, String> urls = Submodules.urls(folder);
        for (Map.Entry<String, String> submodule : parent.submodules().entrySet()) {
            String path = submodule.getKey();
            String url = urls.get(path);
            if (url == null) {
                throw ProblemException.user(
                        "checkout: .gitmodules names no url for the submodule '" + path + "'");
            }
            Path target = Inside.resolve(folder, path);
            empty(target, true);
            CheckoutSource.Written written =
                    source.checkout(
                            call.run(),
                            new CheckoutSource.Wanted(
                                    Submodules.resolve(parent.repository(), url),
                                    submodule.getValue(),
                                    depth(call),
                                    call.flag("fetch-tags", false),
                                    config),
                            target);
            call.say("Checked out the submodule " + path + " at " + submodule.getValue());
            submodules(call, target, written, config, depth - 1);
        }
        // The parent's configuration names them, and their repositories lie inside its own.
        if (call.run(List.of("git", "submodule", "--quiet", "init"), folder) != 0
                || call.run(List.of("git", "submodule", "--quiet", "absorbgitdirs"), folder) != 0) {
            throw ProblemException.user("checkout: git does not take the submodules");
        }
    }
}
