package dev.duru.pipeline.builtin;

import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.engine.Builtin;
import dev.duru.pipeline.engine.BuiltinCall;
import dev.duru.pipeline.engine.StepOutcome;
import dev.duru.pipeline.files.Archives;
import dev.duru.pipeline.files.Inside;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/** {@code actions/checkout}: inputs {@code ref}, {@code path}, {@code clean}. */
final class CheckoutStep implements Builtin {
    private final CheckoutSource source;

    CheckoutStep(CheckoutSource source) {
        this.source = source;
    }

    @Override
    public StepOutcome run(BuiltinCall call) {
        String repository = call.input("repository");
        if (!repository.isEmpty()
                && !repository.equalsIgnoreCase(call.run().project().toString())) {
            throw ProblemException.resource(
                    "checkout: repository '"
                            + repository
                            + "' is not this project, and Duru checks out no other;"
                            + " clone it in a run step");
        }
        for (String unsupported : new String[] {"submodules", "lfs"}) {
            String value = call.input(unsupported);
            if (!value.isEmpty() && !value.equals("false")) {
                call.warn("checkout: `" + unsupported + "` is not supported and is left out");
            }
        }
        Path folder = Inside.resolve(call.workspace(), call.input("path", "."));
        try {
            Files.createDirectories(folder);
            if (call.flag("clean", true)) {
                empty(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        source.checkout(call.run(), call.input("ref"), folder);
        String commit = call.input("ref").isEmpty() ? call.run().commit() : call.input("ref");
        call.output("commit", commit);
        call.output("ref", call.input("ref", call.run().ref()));
        call.say("Checked out " + (commit.isEmpty() ? "the working folder" : commit));
        return StepOutcome.SUCCESS;
    }

    private static void empty(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            for (Path child : children.toList()) {
                if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                    Archives.deleteTree(child);
                } else {
                    Files.delete(child);
                }
            }
        }
    }
}
