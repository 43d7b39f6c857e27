package dev.duru.pipeline.services.http;

import dev.duru.web.Request;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of one API, looked up by method and path; the first that fits is it.
 *
 * @param <C> what is kept of a call
 */
public final class CallTable<C extends CallTable.Offered> {
    private static final Logger LOG = LoggerFactory.getLogger(CallTable.class);

    private final String root;
    private final List<C> calls;

    /** What a call is known by. */
    public interface Offered {
        /** Such as {@code GET}, which answers {@code HEAD} too. */
        String method();

        /** Below the root. */
        PathTemplate path();
    }

    /** The call that is meant, and what its path's names stand for. */
    public record Match<C>(C call, Map<String, String> params) {}

    /**
     * Of the calls below a path.
     *
     * @param root such as {@code /api/v4}
     */
    public CallTable(String root, List<C> calls) {
        this.root = root;
        this.calls = List.copyOf(calls);
    }

    /** All calls as {@code METHOD /path}, sorted. */
    public List<String> names() {
        return calls.stream().map(one -> one.method() + " " + one.path().text()).sorted().toList();
    }

    /** The call that a request means. */
    public Optional<Match<C>> find(Request request) {
        List<String> parts = parts(request);
        for (C call : calls) {
            Optional<Map<String, String>> params = call.path().match(parts);
            if (params.isPresent() && answers(call.method(), request.method())) {
                return Optional.of(new Match<>(call, params.get()));
            }
        }
        return Optional.empty();
    }

    private static boolean answers(String offered, String asked) {
        return offered.equals(asked) || offered.equals("GET") && asked.equals("HEAD");
    }

    /** That there is no such call, to be said to whoever may call at all; noted in the log too. */
    public String unknown(Request request) {
        List<String> parts = parts(request);
        boolean known = calls.stream().anyMatch(call -> call.path().match(parts).isPresent());
        String name = request.method() + " " + request.rawPath().substring(root.length());
        LOG.warn("{}, which Duru does not offer, was called", name);
        return "Duru does not offer the call " + name + (known ? "; the path has others" : "");
    }

    private List<String> parts(Request request) {
        return PathTemplate.parts(request.rawPath().substring(root.length()));
    }
}
