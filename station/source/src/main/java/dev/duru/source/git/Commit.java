package dev.duru.source.git;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/**
 * A commit.
 *
 * @param id 40 hexadecimal digits
 * @param title the first paragraph of the message, on one line
 * @param message the whole message
 * @param committedAt when it was committed, by its committer's clock
 */
public record Commit(
        String id,
        List<String> parents,
        String title,
        String message,
        String author,
        String email,
        String committer,
        Instant authoredAt,
        Instant committedAt) {

    /** The first seven digits of the id. */
    public String shortId() {
        return id.substring(0, 7);
    }

    /** The message without its title. */
    public String body() {
        int end = message.indexOf("\n\n");
        return end < 0 ? "" : message.substring(end + 2).strip();
    }

    /** Reads a commit whose body was parsed. */
    public static Commit of(RevCommit commit) {
        PersonIdent author = commit.getAuthorIdent();
        PersonIdent committer = commit.getCommitterIdent();
        return new Commit(
                commit.name(),
                Arrays.stream(commit.getParents()).map(RevCommit::name).toList(),
                commit.getShortMessage(),
                commit.getFullMessage(),
                name(author),
                author == null ? "" : author.getEmailAddress(),
                name(committer),
                author == null ? Instant.EPOCH : author.getWhenAsInstant(),
                committer == null ? Instant.EPOCH : committer.getWhenAsInstant());
    }

    private static String name(@Nullable PersonIdent person) {
        return person == null ? "" : person.getName();
    }
}
