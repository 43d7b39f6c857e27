package dev.duru.source;

import dev.duru.kernel.Fact;
import dev.duru.kernel.ProjectName;
import dev.duru.source.git.History;
import dev.duru.source.git.Quarantine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.errors.UnpackException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceiveCommand.Result;
import org.eclipse.jgit.transport.ReceivePack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One push in Git's protocol: checks what came, has {@link Pushes} move the refs, acknowledges, and
 * then tells the client what becomes of it.
 */
final class Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);
    private static final Duration ECHO = Duration.ofSeconds(3);
    private static final int ECHOED = 10;

    private final Pushes pushes;
    private final Pushes.Offer offer;
    private final Quarantine quarantine;
    private final PushEcho echo;
    private final MergeOptions requests;
    private final ReceivePack protocol;
    private List<Fact.OfProject> facts = List.of();

    Receiver(
            Pushes pushes,
            Pushes.Offer offer,
            Quarantine quarantine,
            PushEcho echo,
            MergeOptions requests,
            Limits limits) {
        this.pushes = pushes;
        this.offer = offer;
        this.quarantine = quarantine;
        this.echo = echo;
        this.requests = requests;
        this.protocol = protocol(quarantine.repository(), limits);
        protocol.setPreReceiveHook((pack, commands) -> move(commands));
        protocol.setPostReceiveHook((pack, commands) -> tell());
    }

    /** How much a push may bring, in bytes. */
    record Limits(long pack, long object) {}

    /** A server's side of the protocol with the checks that hold for every push. */
    static ReceivePack protocol(Repository repository, Limits limits) {
        ReceivePack protocol = new ReceivePack(repository);
        protocol.setBiDirectionalPipe(false);
        protocol.setAllowCreates(true);
        protocol.setAllowDeletes(true);
        protocol.setAllowNonFastForwards(true);
        protocol.setAtomic(true);
        protocol.setAllowPushOptions(true);
        protocol.setObjectChecker(
                new ObjectChecker()
                        .setSafeForMacOS(true)
                        .setAllowLeadingZeroFileMode(true)
                        .setAllowInvalidPersonIdent(true));
        protocol.setMaxPackSizeLimit(limits.pack());
        protocol.setMaxObjectSizeLimit(limits.object());
        return protocol;
    }

    void receive(InputStream in, OutputStream out) throws IOException {
        try {
            protocol.receive(in, out, null);
        } catch (UnpackException | PackProtocolException e) {
            LOG.info("a push to {} was refused: {}", offer.project(), cause(e));
            // The client has been told, but it listens only when it has sent all that it has.
            in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static String cause(Throwable e) {
        Throwable cause = e.getCause();
        return cause == null ? String.valueOf(e.getMessage()) : cause(cause);
    }

    private void move(Collection<ReceiveCommand> commands) {
        try {
            String branch =
                    Constants.R_HEADS + new History(quarantine.repository()).defaultBranch();
            for (ReceiveCommand command : commands) {
                command.updateType(protocol.getRevWalk());
                PushRules.refusal(command, offer.role(), branch)
                        .ifPresent(why -> command.setResult(Result.REJECTED_OTHER_REASON, why));
            }
            boolean atomic = protocol.isAtomic();
            List<ReceiveCommand> accepted = ReceiveCommand.filter(commands, Result.NOT_ATTEMPTED);
            if (atomic && accepted.size() < protocol.getAllCommands().size()) {
                ReceiveCommand.abort(accepted);
                return;
            }
            if (!accepted.isEmpty()) {
                facts = pushes.move(offer, atomic, quarantine, accepted);
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("a push to {} could not be kept", offer.project(), e);
            for (ReceiveCommand command : commands) {
                command.setResult(
                        Result.REJECTED_OTHER_REASON,
                        "Duru could not keep it; the server's log says why. Push again");
            }
        }
    }

    private void tell() {
        ProjectName project = offer.project();
        facts.stream().limit(ECHOED).forEach(fact -> say(project + " " + words(fact)));
        List<String> options = protocol.getPushOptions();
        requests.follow(
                project, offer.by(), facts, options == null ? List.of() : options, this::say);
        if (facts.size() > ECHOED) {
            say(project + " and " + (facts.size() - ECHOED) + " more");
        }
        if (!facts.isEmpty()) {
            try {
                echo.follow(project, facts, Instant.now().plus(ECHO), this::say);
            } catch (RuntimeException e) {
                LOG.warn("what becomes of a push to {} could not be told", project, e);
            }
        }
    }

    private static String words(Fact.OfProject fact) {
        if (fact instanceof Fact.CommitPushed pushed) {
            return Repository.shortenRefName(pushed.ref())
                    + " "
                    + pushed.commit().substring(0, 7)
                    + ": "
                    + pushed.title();
        }
        if (fact instanceof Fact.RefDeleted deleted) {
            return Repository.shortenRefName(deleted.ref()) + " deleted";
        }
        if (fact instanceof Fact.MergeRequestMerged merged) {
            return "merge request !" + merged.number() + " is merged";
        }
        if (fact instanceof Fact.MergeRequestUpdated updated) {
            return "merge request !" + updated.number() + " updated";
        }
        return fact.getClass().getSimpleName();
    }

    /** A lost client is no reason to stop: the push is done. */
    private void say(String line) {
        StringBuilder clean = new StringBuilder("-----> ");
        line.codePoints()
                .limit(300)
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .forEach(clean::appendCodePoint);
        try {
            OutputStream messages = protocol.getMessageOutputStream();
            messages.write(clean.append('\n').toString().getBytes(StandardCharsets.UTF_8));
            messages.flush();
        } catch (IOException e) {
            LOG.debug("the client of a push to {} has left", offer.project());
        }
    }
}
