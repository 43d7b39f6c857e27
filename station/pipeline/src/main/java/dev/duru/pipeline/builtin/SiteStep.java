package dev.duru.pipeline.builtin;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.engine.Builtin;
import dev.duru.pipeline.engine.BuiltinCall;
import dev.duru.pipeline.engine.StepOutcome;
import dev.duru.pipeline.files.Globs;
import dev.duru.pipeline.files.Inside;
import dev.duru.pipeline.files.JobZip;
import dev.duru.pipeline.state.SiteStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code pages}: {@code folder}, {@code prefix}, {@code expire} in seconds, 0 for never. */
record SiteStep(Database database, Blobs blobs) implements Builtin {
    @Override
    public StepOutcome run(BuiltinCall call) {
        Path folder = Inside.resolve(call.workspace(), call.input("folder"));
        if (!Files.isDirectory(folder)) {
            throw ProblemException.user(
                    call.position()
                            + ": pages: there is no folder "
                            + call.input("folder")
                            + "; let the script fill it, or name another by `pages:publish`");
        }
        String prefix = call.input("prefix").toLowerCase(java.util.Locale.ROOT);
        if (!prefix.matches("[a-z0-9._/-]{0,100}") || prefix.contains("..")) {
            throw ProblemException.user(
                    call.position() + ": pages:path_prefix is no path: " + prefix);
        }
        List<Path> files = Globs.of(folder, "**", true).files(List.of(folder));
        Path scratch = blobs.scratch();
        try {
            try (OutputStream out = Files.newOutputStream(scratch)) {
                JobZip.pack(folder, files, out);
            }
            String digest;
            try (InputStream in = Files.newInputStream(scratch)) {
                digest = blobs.put(in);
            }
            long seconds = Long.parseLong(call.input("expire", "0"));
            Instant now = Instant.now();
            SiteStore.Site site =
                    new SiteStore.Site(
                            call.run().project(),
                            prefix.replaceAll("^/+|/+$", ""),
                            digest,
                            now,
                            seconds == 0
                                    ? Optional.empty()
                                    : Optional.of(now.plusSeconds(seconds)));
            database.update(tx -> new SiteStore().publish(tx, site));
            call.say(
                    "Published "
                            + files.size()
                            + " files: "
                            + call.variable("CI_PAGES_URL")
                            + (site.prefix().isEmpty() ? "" : "/" + site.prefix()));
            return StepOutcome.SUCCESS;
        } catch (IOException e) {
            throw new UncheckedIOException("the site could not be kept", e);
        } finally {
            CacheStep.discard(scratch);
        }
    }
}
