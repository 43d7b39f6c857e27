package dev.duru.source;

import dev.duru.source.merge.MergeRequest;
import dev.duru.web.StatusLine;
import java.util.List;

/** Port: where a merge request can be looked at as it runs. */
@FunctionalInterface
public interface Previews {
    /** Nowhere. */
    Previews NONE = request -> List.of();

    /** The environments of a request, and of its branch. */
    List<StatusLine> of(MergeRequest request);
}
