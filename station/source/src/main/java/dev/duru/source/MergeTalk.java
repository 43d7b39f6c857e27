package dev.duru.source;

import dev.duru.kernel.Database;
import dev.duru.kernel.Fact;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.source.merge.MergeDecision;
import dev.duru.source.merge.MergeNote;
import dev.duru.source.merge.MergeRequest;
import dev.duru.source.merge.MergeStore;
import dev.duru.source.merge.Proposal;
import java.time.Instant;
import java.util.List;

/** What people say about merge requests: comments on the whole or a line, and verdicts. */
public final class MergeTalk {
    private final Database database;
    private final MergeStore store;

    MergeTalk(Database database, MergeStore store) {
        this.database = database;
        this.store = store;
    }

    /** All that was said of a request, oldest first. */
    public List<MergeNote> notes(ProjectName project, long number) {
        return database.read(sql -> store.notes(sql, project, number));
    }

    /** Adds a comment. */
    public MergeNote comment(
            ProjectName project, long number, String by, String body, MergeNote.Place place) {
        if (body.isBlank()) {
            throw ProblemException.user("the comment is empty; write something");
        }
        if (place.path().length() > 4096
                || (place.path().isEmpty() ? place.line() != 0 : place.line() < 1)) {
            throw ProblemException.user("a comment on a line names a path and a line from 1");
        }
        return database.write(tx -> {
            MergeRequest request = store.one(tx.sql(), project, number);
            MergeNote note = store.note(tx, request, new Said(by, body, place).note(request));
            tx.append(
                    new Fact.MergeRequestCommented(project, request.head(), number, note.id(), by));
            return note;
        });
    }

    /** Something that is about to be said. */
    private record Said(String by, String body, MergeNote.Place place) {
        MergeNote note(MergeRequest request) {
            return note(request, MergeNote.Kind.COMMENT);
        }

        MergeNote note(MergeRequest request, MergeNote.Kind kind) {
            return new MergeNote(
                    0,
                    kind,
                    by,
                    Proposal.text(body, "the comment"),
                    request.head(),
                    place,
                    Instant.EPOCH);
        }
    }

    /**
     * Approves, or asks for changes; what somebody said before about it counts no more.
     *
     * @throws ProblemException FORBIDDEN for one's own change; CONFLICT when it is not open
     */
    public MergeNote review(
            ProjectName project, long number, String by, MergeNote.Kind verdict, String body) {
        return database.write(tx -> {
            MergeRequest request = store.one(tx.sql(), project, number);
            if (!request.isOpen()) {
                throw ProblemException.conflict(
                        "!" + number + " is " + request.state().word() + " already");
            }
            if (verdict == MergeNote.Kind.APPROVED && !MergeDecision.mayApprove(request, by)) {
                throw ProblemException.forbidden(
                        "nobody approves their own change: "
                                + by
                                + " opened !"
                                + number
                                + " or pushed its newest commit");
            }
            MergeNote note =
                    store.note(
                            tx,
                            request,
                            new Said(by, body, MergeNote.Place.NONE).note(request, verdict));
            tx.append(
                    new Fact.MergeRequestReviewed(
                            project, request.head(), number, note.id(), verdict.word(), by));
            return note;
        });
    }

    /** Another text for a comment. */
    public void editComment(ProjectName project, long number, long comment, String body) {
        if (body.isBlank()) {
            throw ProblemException.user("the comment is empty; write something");
        }
        String text = Proposal.text(body, "the comment");
        database.update(
                tx -> store.editComment(tx, store.one(tx.sql(), project, number), comment, text));
    }

    /** Removes a comment; verdicts stay. */
    public void deleteComment(ProjectName project, long number, long comment) {
        database.update(
                tx -> store.deleteComment(tx, store.one(tx.sql(), project, number), comment));
    }

    /** Takes somebody's verdict back. */
    public void dismiss(ProjectName project, long number, long note, String by) {
        database.update(tx -> {
            MergeRequest request = store.one(tx.sql(), project, number);
            if (!store.dismiss(tx, request, note)) {
                throw ProblemException.notFound("!" + number + " has no verdict " + note);
            }
            tx.append(
                    new Fact.MergeRequestReviewed(
                            project,
                            request.head(),
                            number,
                            note,
                            MergeNote.Kind.DISMISSED.word(),
                            by));
        });
    }
}
