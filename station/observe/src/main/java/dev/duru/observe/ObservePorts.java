package dev.duru.observe;

import dev.duru.web.RequestStat;
import java.util.List;
import java.util.function.Supplier;

/**
 * What observe asks of others.
 *
 * @param edge its counters
 * @param output the files of deployed applications
 * @param requestStats what Duru's own server served; empty before it starts
 */
public record ObservePorts(
        EdgeMetrics edge, AppOutput output, Supplier<List<RequestStat>> requestStats) {}
