package dev.duru.app;

import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Fact.CommitPushed;
import dev.duru.kernel.Fact.RunQueued;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProjectName;
import dev.duru.source.PushEcho;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tells whoever pushed which runs their push started, by waiting until the consumer that starts
 * runs has passed the push in the ledger.
 */
final class RunEcho implements PushEcho {
    private static final long PAUSE_NANOS = 5_000_000;

    private final Ledger ledger;
    private final String consumer;
    private final Supplier<String> url;

    /**
     * @param consumer the name of the consumer that starts runs
     * @param url how people reach Duru, without a slash at the end
     */
    RunEcho(Ledger ledger, String consumer, Supplier<String> url) {
        this.ledger = ledger;
        this.consumer = consumer;
        this.url = url;
    }

    @Override
    public void follow(
            ProjectName project,
            List<Fact.OfProject> facts,
            Instant deadline,
            Consumer<String> line) {
        List<Entry> pushes = new ArrayList<>();
        for (Fact.OfProject fact : facts) {
            if (fact instanceof CommitPushed pushed) {
                ledger.ofChange(project, pushed.commit()).stream()
                        .filter(entry -> entry.fact().equals(pushed))
                        .reduce((first, last) -> last)
                        .ifPresent(pushes::add);
            }
        }
        long last = pushes.stream().mapToLong(Entry::sequence).max().orElse(0);
        while (behind(last) && Instant.now().isBefore(deadline)) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        for (Entry push : pushes) {
            tell(project, push, line);
        }
    }

    private boolean behind(long sequence) {
        return ledger.progress().stream()
                .anyMatch(progress ->
                        progress.consumer().equals(consumer) && progress.cursor() < sequence);
    }

    private void tell(ProjectName project, Entry push, Consumer<String> line) {
        CommitPushed pushed = (CommitPushed) push.fact();
        for (Entry entry : ledger.ofChange(project, pushed.commit())) {
            if (entry.sequence() > push.sequence()
                    && entry.fact() instanceof RunQueued run
                    && run.ref().equals(pushed.ref())) {
                line.accept(
                        "run "
                                + run.number()
                                + " started: "
                                + url.get()
                                + "/"
                                + project
                                + "/runs/"
                                + run.number());
            }
        }
    }
}
