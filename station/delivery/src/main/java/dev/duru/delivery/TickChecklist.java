package dev.duru.delivery;

import dev.duru.kernel.Blobs;
import dev.duru.kernel.Database;
import dev.duru.kernel.PreparationFact;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Somebody says what came of trying an item of the checklist, and shows it. */
final class TickChecklist {
    /** The longest name of a file, comment or link. */
    private static final int LONGEST = 2000;

    private final Database database;
    private final ApproveRelease approvals;
    private final Blobs evidence;

    TickChecklist(Database database, ApproveRelease approvals, Blobs evidence) {
        this.database = database;
        this.approvals = approvals;
        this.evidence = evidence;
    }

    /**
     * What somebody says.
     *
     * @param link an http or https address; {@code ""} without one
     * @param fileName of an attached file; {@code ""} without one
     * @param file its bytes; null without one
     */
    record Word(
            String item,
            boolean passed,
            String comment,
            String link,
            String fileName,
            @Nullable InputStream file) {}

    /**
     * Notes it for the digest of a release that waits.
     *
     * @param digest what whoever ticks looked at; null when they leave it to the number
     * @throws ProblemException USER for an item that is not on the list, or without the evidence
     *     that it asks for; otherwise as {@link ApproveRelease#approve}
     */
    Checklist tick(
            ProjectName project, long number, Actor actor, Word word, @Nullable String digest) {
        Release seen = approvals.decidable(project, number, actor, digest, "ticking the checklist");
        Checklist list = approvals.checklist(seen);
        Checklist.Line line =
                list.lines().stream()
                        .filter(l -> l.item().equals(word.item()))
                        .findFirst()
                        .orElseThrow(() ->
                                ProblemException.user(
                                        "'"
                                                + word.item()
                                                + "' is not on the checklist of "
                                                + seen.environment().name()));
        check(word);
        String file = word.file() == null ? "" : evidence.put(word.file());
        database.update(tx -> {
            Release release = ApproveRelease.still(tx, seen);
            Tick tick =
                    new Tick(
                            word.item(),
                            word.passed(),
                            word.comment().strip(),
                            word.link().strip(),
                            file.isEmpty() ? "" : name(word.fileName()),
                            file,
                            actor.user(),
                            tx.now());
            if (line.evidence() && tick.passed() && !tick.shown()) {
                throw ProblemException.user(
                        "'"
                                + word.item()
                                + "' needs something that shows it: a comment, a link or a file");
            }
            new RuleStore(tx.sql()).tick(release, tx.next(project.toString(), "check"), tick);
            tx.append(
                    new PreparationFact.ChecklistTicked(
                            project,
                            release.commit(),
                            number,
                            release.environment().name(),
                            release.digest(),
                            word.item(),
                            word.passed(),
                            actor.user()));
        });
        return approvals.checklist(seen);
    }

    private static void check(Word word) {
        if (word.comment().length() > LONGEST || word.link().length() > LONGEST) {
            throw ProblemException.user("write at most " + LONGEST + " characters");
        }
        if (!word.link().isBlank() && !isWeb(word.link().strip())) {
            throw ProblemException.user(
                    "'" + word.link() + "' is no link; write http:// or https:// and where it is");
        }
    }

    private static boolean isWeb(String link) {
        try {
            URI uri = new URI(link);
            return uri.getHost() != null && Set.of("http", "https").contains(uri.getScheme());
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String name(String given) {
        String last =
                given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
        String clean = last.replaceAll("[\\p{Cntrl}\"]", "_").strip();
        return clean.isEmpty() ? "file" : clean.substring(0, Math.min(200, clean.length()));
    }
}
