package dev.duru.pipeline.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many tasks run at a time, each on a thread of its own. Those that wait take turns by
 * project, and within a project the oldest is first. Adding, taking out and starting a task take
 * the same time however many wait.
 */
final class Slots {
    /** Something that wants a slot; equal only to itself. */
    interface Task {
        /** Whose turn it takes: its project. */
        String share();

        /** It will run soon; what can be done before is begun, without waiting for it. */
        void prepare();

        void run();

        /** It will never run. */
        void discard();
    }

    private final Map<String, SequencedSet<Task>> waiting = new LinkedHashMap<>();
    private final Set<Task> prepared = Collections.newSetFromMap(new IdentityHashMap<>());
    private final int ahead;
    private int free;
    private boolean closed;

    /**
     * @param count how many tasks run at a time
     * @param ahead how many of those that are next are prepared
     */
    Slots(int count, int ahead) {
        this.ahead = ahead;
        this.free = count;
    }

    void submit(Task task) {
        List<Task> soon;
        synchronized (this) {
            if (closed) {
                return;
            }
            if (free > 0) {
                free--;
                start(task);
                return;
            }
            waiting.computeIfAbsent(task.share(), unused -> new LinkedHashSet<>()).add(task);
            soon = toPrepare();
        }
        soon.forEach(Task::prepare);
    }

    private void start(Task first) {
        Thread.ofPlatform()
                .name("job")
                .daemon()
                .start(() -> {
                    for (Task task = first; task != null; task = next()) {
                        task.run();
                    }
                });
    }

    private @Nullable Task next() {
        Task task;
        List<Task> soon;
        synchronized (this) {
            task = closed ? null : take();
            if (task == null) {
                free++;
                return null;
            }
            soon = toPrepare();
        }
        soon.forEach(Task::prepare);
        return task;
    }

    /** The oldest of the project whose turn it is, which then goes to the end of the line. */
    private @Nullable Task take() {
        Iterator<Map.Entry<String, SequencedSet<Task>>> turns = waiting.entrySet().iterator();
        if (!turns.hasNext()) {
            return null;
        }
        Map.Entry<String, SequencedSet<Task>> turn = turns.next();
        String share = turn.getKey();
        SequencedSet<Task> tasks = turn.getValue();
        turns.remove();
        Task task = tasks.removeFirst();
        prepared.remove(task);
        if (!tasks.isEmpty()) {
            waiting.put(share, tasks);
        }
        return task;
    }

    private List<Task> toPrepare() {
        if (prepared.size() >= ahead) {
            return List.of();
        }
        List<Task> soon = new ArrayList<>();
        for (Task task : first(ahead)) {
            if (prepared.size() < ahead && prepared.add(task)) {
                soon.add(task);
            }
        }
        return soon;
    }

    /** The first so many that wait, in the order in which they will run. */
    private List<Task> first(int limit) {
        List<Iterator<Task>> turns = new ArrayList<>();
        for (SequencedSet<Task> tasks : waiting.values()) {
            if (turns.size() == limit) {
                break;
            }
            turns.add(tasks.iterator());
        }
        List<Task> first = new ArrayList<>();
        while (!turns.isEmpty()) {
            for (Iterator<Iterator<Task>> round = turns.iterator(); round.hasNext(); ) {
                Iterator<Task> tasks = round.next();
                if (first.size() == limit) {
                    return first;
                }
                first.add(tasks.next());
                if (!tasks.hasNext()) {
                    round.remove();
                }
            }
        }
        return first;
    }

    /** All that wait, in the order in which they will run if nothing else comes. */
    synchronized List<Task> inOrder() {
        return first(Integer.MAX_VALUE);
    }

    /** Takes a task out that has not begun. */
    boolean withdraw(Task task) {
        synchronized (this) {
            SequencedSet<Task> tasks = waiting.get(task.share());
            if (tasks == null || !tasks.remove(task)) {
                return false;
            }
            if (tasks.isEmpty()) {
                waiting.remove(task.share());
            }
            prepared.remove(task);
        }
        task.discard();
        return true;
    }

    void close() {
        Set<Task> unused;
        synchronized (this) {
            closed = true;
            waiting.clear();
            unused = new HashSet<>(prepared);
            prepared.clear();
        }
        unused.forEach(Task::discard);
    }
}
