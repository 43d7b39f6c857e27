package dev.duru.pipeline;

import dev.duru.dialects.plan.Approval;
import dev.duru.kernel.Database;
import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.kernel.Tx;
import dev.duru.pipeline.engine.Gatekeeper;
import dev.duru.pipeline.state.ApprovalStore;
import dev.duru.pipeline.state.ApprovalStore.Answer;
import dev.duru.pipeline.state.ApprovalStore.Asked;
import dev.duru.pipeline.state.JobRow;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.RunStore;
import dev.duru.pipeline.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Jobs that wait for people: asks when a job wants to enter an environment that has a rule, and
 * takes people's words. Nobody agrees to what they pushed or started, unless the rule allows it.
 */
public final class JobApprovals implements Gatekeeper {
    /** What a file asks for that names no environment. */
    private static final EnvironmentRules.Rule ANYBODY =
            new EnvironmentRules.Rule(Role.DEVELOPER, 1, true);

    /** Tells the engine that somebody has answered. */
    @FunctionalInterface
    interface Decided {
        void decided(long run, long job, String by);
    }

    /**
     * A job that waits, as the inbox shows it.
     *
     * @param agreed who has agreed so far
     * @param mayApprove whether whoever looks may agree
     */
    public record Waiting(RunRow run, Asked asked, List<String> agreed, boolean mayApprove) {}

    private final Database database;
    private final Ledger ledger;
    private final EnvironmentRules rules;
    private final Decided engine;
    private final ApprovalStore store = new ApprovalStore();
    private final RunStore runs = new RunStore();

    JobApprovals(Database database, Ledger ledger, EnvironmentRules rules, Decided engine) {
        this.database = database;
        this.ledger = ledger;
        this.rules = rules;
        this.engine = engine;
    }

    @Override
    public Word ask(Question question) {
        Optional<Asked> known = database.read(sql -> store.of(sql, question.jobId()));
        if (known.isPresent()) {
            return word(known.get());
        }
        RunRow run = question.run();
        Optional<EnvironmentRules.Rule> rule =
                question.environment().isEmpty()
                        ? Optional.of(ANYBODY)
                        : rules.of(run.project(), run.commit(), question.environment());
        return rule.<Word>map(wanted -> ask(question, wanted)).orElseGet(Word.Open::new);
    }

    private Word ask(Question question, EnvironmentRules.Rule rule) {
        RunRow run = question.run();
        Asked asked =
                database.write(tx -> {
                    Asked made =
                            new Asked(
                                    question.jobId(),
                                    run.id(),
                                    run.project(),
                                    question.environment(),
                                    question.name(),
                                    rule.role(),
                                    rule.count(),
                                    rule.self(),
                                    question.asks().map(Approval::quiet).orElse(false),
                                    question.asks().map(Approval::sentence).orElse(""),
                                    Answer.WAITING,
                                    "",
                                    tx.now());
                    store.ask(tx, made);
                    boolean offer = question.asks().filter(asks -> !asks.blocking()).isPresent();
                    runs.note(
                            tx, question.jobId(), offer ? "can be started by hand" : reason(made));
                    if (made.quiet()) {
                        return made;
                    }
                    tx.append(
                            new Fact.JobApprovalRequested(
                                    run.project(),
                                    run.commit(),
                                    run.number(),
                                    question.node(),
                                    question.environment(),
                                    lower(rule.role()),
                                    rule.count()));
                    return made;
                });
        return word(asked);
    }

    private static Word word(Asked asked) {
        return switch (asked.answer()) {
            case WAITING -> new Word.Waits(reason(asked));
            case APPROVED -> new Word.Open();
            case REJECTED -> new Word.Rejected(asked.message());
        };
    }

    private static String reason(Asked asked) {
        return asked.environment().isEmpty()
                ? "waits for approval"
                : "waits for approval of " + asked.environment();
    }

    /**
     * Agrees.
     *
     * @throws ProblemException FORBIDDEN for one's own change or too low a role, CONFLICT when the
     *     job waits no more
     */
    public void approve(ProjectName project, long job, String user, Role role, String comment) {
        Asked asked = waiting(project, job, role);
        RunRow run = run(asked);
        if (!asked.self() && own(run).contains(user)) {
            throw ProblemException.forbidden(
                    "you pushed or started run "
                            + run.number()
                            + " yourself, so somebody else must approve it; duru.yml allows your"
                            + " own word by `approve: { self: true }`");
        }
        database.update(tx -> {
            if (!store.agree(tx, job, user, comment)) {
                throw ProblemException.conflict(
                        "you have approved it already; another person is needed");
            }
            tx.append(
                    new Fact.JobApproved(
                            project,
                            run.commit(),
                            run.number(),
                            node(tx, job),
                            asked.environment(),
                            user,
                            comment));
            if (store.agreed(tx.sql(), job).size() >= asked.count()) {
                settle(tx, asked, Answer.APPROVED, "", user);
                runs.note(tx, job, "approved by " + user);
            }
        });
    }

    /** Rejects: the job fails. Whoever may approve may reject, their own change too. */
    public void reject(ProjectName project, long job, String user, Role role, String comment) {
        Asked asked = waiting(project, job, role);
        RunRow run = run(asked);
        database.update(tx -> {
            settle(
                    tx,
                    asked,
                    Answer.REJECTED,
                    "rejected by " + user + (comment.isBlank() ? "" : ": " + comment),
                    user);
            tx.append(
                    new Fact.JobRejected(
                            project,
                            run.commit(),
                            run.number(),
                            node(tx, job),
                            asked.environment(),
                            user,
                            comment));
        });
    }

    private void settle(Tx tx, Asked asked, Answer answer, String message, String by) {
        if (!store.answer(tx, asked.jobId(), answer, message)) {
            throw ProblemException.conflict("somebody else has decided about it by now");
        }
        tx.afterCommit(() -> engine.decided(asked.runId(), asked.jobId(), by));
    }

    /** What waits in projects where somebody has a role, oldest first. */
    public List<Waiting> waiting(String user, Function<ProjectName, Optional<Role>> roles) {
        List<Waiting> waiting = new ArrayList<>();
        for (Asked asked : database.read(store::waiting)) {
            Optional<Role> role = roles.apply(asked.project());
            if (role.isPresent()) {
                RunRow run = run(asked);
                List<String> agreed = database.read(sql -> store.agreed(sql, asked.jobId()));
                boolean may =
                        role.get().includes(asked.role())
                                && !agreed.contains(user)
                                && (asked.self() || !own(run).contains(user));
                waiting.add(new Waiting(run, asked, agreed, may));
            }
        }
        return waiting;
    }

    /** Runs that ended before their answer came, and have not been taken up again. */
    List<Long> answeredLate() {
        return database.read(store::answeredLate);
    }

    /** The questions of a run that wait for an answer. */
    public List<Asked> open(RunRow run) {
        return database.read(sql -> store.open(sql, run.id()));
    }

    /** Where the inbox shows what a job waits for; {@code ""} for a job that is not there. */
    String inbox(JobRow job) {
        return job.state() == State.WAITING
                ? database.read(sql -> store.of(sql, job.id())).map(JobApprovals::inbox).orElse("")
                : "";
    }

    /** Where the inbox shows a question; {@code ""} for one that is not there. */
    static String inbox(Asked asked) {
        return asked.answer() == Answer.WAITING && !asked.quiet()
                ? "/approvals#waiting-job-" + asked.jobId()
                : "";
    }

    private Asked waiting(ProjectName project, long job, Role role) {
        Asked asked =
                database.read(sql -> store.of(sql, job))
                        .filter(found -> found.project().equals(project))
                        .orElseThrow(() ->
                                ProblemException.notFound("job " + job + " asks for no approval"));
        if (asked.answer() != Answer.WAITING) {
            throw ProblemException.conflict(
                    "job "
                            + job
                            + " waits for no approval: it was "
                            + asked.answer().name().toLowerCase(Locale.ROOT));
        }
        if (!role.includes(asked.role())) {
            throw ProblemException.forbidden(
                    "deciding about " + asked.name() + " needs the role " + lower(asked.role()));
        }
        return asked;
    }

    private RunRow run(Asked asked) {
        return database.read(sql -> runs.run(sql, asked.runId())).orElseThrow();
    }

    private String node(Tx tx, long job) {
        return runs.job(tx.sql(), job).orElseThrow().node();
    }

    /** Whose change it is. */
    private List<String> own(RunRow run) {
        List<String> own = new ArrayList<>(List.of(run.by(), run.triggeredBy()));
        for (Entry entry : ledger.ofChange(run.project(), run.commit())) {
            if (entry.fact() instanceof Fact.CommitPushed push) {
                own.add(push.by());
            }
        }
        return own;
    }

    private static String lower(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
