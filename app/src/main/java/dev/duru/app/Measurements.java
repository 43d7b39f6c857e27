package dev.duru.app;

import dev.duru.delivery.Delivery;
import dev.duru.delivery.MetricQuery;
import dev.duru.delivery.PastMetrics;
import dev.duru.delivery.Replica;
import dev.duru.delivery.ValueQuery;
import dev.duru.feedback.CommitInfo;
import dev.duru.feedback.GraphExtract;
import dev.duru.feedback.History;
import dev.duru.feedback.LogExtract;
import dev.duru.observe.Graph;
import dev.duru.observe.Observe;
import dev.duru.observe.Signals;
import dev.duru.observe.logs.AppOutput;
import dev.duru.observe.logs.JobOutput;
import dev.duru.observe.logs.LogLine;
import dev.duru.observe.scrape.Deployed;
import dev.duru.pipeline.Pipeline;
import dev.duru.source.Source;
import dev.duru.tsdb.query.Value;
import dev.duru.tsdb.query.syntax.QueryException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/** How the ports of delivery, observe and feedback that ask what was seen are answered. */
final class Measurements {
    private Measurements() {}

    static MetricQuery signals(Observe observe) {
        return (app, environment, release, window) ->
                reading(
                        observe.signals(
                                app.toString(), environment, String.valueOf(release), window));
    }

    /** The same at an earlier time. */
    static PastMetrics past(Observe observe) {
        return (app, environment, release, from, to) ->
                reading(
                        observe.signals(
                                app.toString(), environment, String.valueOf(release), from, to));
    }

    private static MetricQuery.Reading reading(Signals signals) {
        return switch (signals) {
            case Signals.NoTraffic(String why) -> new MetricQuery.NoTraffic();
            case Signals.Measured m ->
                    new MetricQuery.Signals(
                            m.requests(),
                            m.errors(),
                            m.errorRatio(),
                            m.p50(),
                            m.p95(),
                            m.p99(),
                            m.requestRate(),
                            new MetricQuery.Latencies(m.bounds(), m.counts()));
        };
    }

    /** Gates of delivery read any query over the series of their project. */
    static ValueQuery values(Observe observe) {
        return (app, promql, at) -> {
            try {
                return switch (observe.query(app, promql, at)) {
                    case Value.Scalar(double value) -> answer(List.of(), DoubleStream.of(value));
                    case Value.Vector(List<Value.Sample> samples) ->
                            answer(
                                    samples,
                                    samples.stream()
                                            .filter(sample -> sample.histogram() == null)
                                            .mapToDouble(Value.Sample::value));
                    case Value.Matrix _, Value.Text _ ->
                            new ValueQuery.Answer.Unreadable("it gives no number at one time");
                };
            } catch (QueryException e) {
                return new ValueQuery.Answer.Unreadable(String.valueOf(e.getMessage()));
            }
        };
    }

    private static ValueQuery.Answer answer(List<Value.Sample> samples, DoubleStream values) {
        SortedMap<Double, Double> buckets = new TreeMap<>();
        for (Value.Sample sample : samples) {
            String bound = sample.labels().value("le");
            if (bound.matches("\\+Inf|\\d+(\\.\\d+)?(e[+-]?\\d+)?")
                    && !Double.isNaN(sample.value())) {
                buckets.put(
                        bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound),
                        sample.value());
            }
        }
        return values.filter(value -> !Double.isNaN(value)).max().stream()
                .mapToObj(value -> new ValueQuery.Answer.Value(value, buckets))
                .findFirst()
                .<ValueQuery.Answer>map(value -> value)
                .orElseGet(ValueQuery.Answer.Nothing::new);
    }

    static AppOutput output(Delivery delivery, HiddenSecrets hidden) {
        return () ->
                delivery.outputs().stream()
                        .map(output ->
                                new AppOutput.Source(
                                        output.workload().environment().project(),
                                        output.workload().environment().name(),
                                        output.workload().release(),
                                        output.version(),
                                        output.replica(),
                                        output.file(),
                                        hidden.of(
                                                output.workload().environment().project(),
                                                output.workload().environment().name())))
                        .toList();
    }

    /** The replicas that run, with what can be asked for metrics. */
    static List<Deployed.Replica> deployed(Delivery delivery) {
        List<Deployed.Replica> all = new ArrayList<>();
        delivery.running()
                .forEach((id, replicas) -> {
                    for (Replica replica : replicas) {
                        if (replica.healthy() && !replica.address().isEmpty()) {
                            all.add(
                                    new Deployed.Replica(
                                            id.environment().project(),
                                            id.environment().name(),
                                            id.release(),
                                            "",
                                            replica.index(),
                                            replica.address(),
                                            replica.told().annotations(),
                                            replica.told().ports()));
                        }
                    }
                });
        return all;
    }

    static JobOutput jobs(Pipeline pipeline) {
        return (project, number) ->
                pipeline.jobs(pipeline.run(project, number)).stream()
                        .filter(job -> Files.exists(pipeline.logPath(job)))
                        .map(job ->
                                new JobOutput.Job(
                                        job.name(),
                                        (from, most) ->
                                                pipeline.log(job).read(from, most).stream()
                                                        .map(Measurements::printed)
                                                        .toList()))
                        .toList();
    }

    private static JobOutput.Printed printed(dev.duru.pipeline.log.LogLine line) {
        String level =
                switch (line.kind()) {
                    case ERROR -> "error";
                    case WARNING -> "warn";
                    case DEBUG -> "debug";
                    case OUTPUT, SYSTEM, GROUP, END_GROUP, NOTICE, COMMAND -> "";
                };
        return new JobOutput.Printed(line.number(), line.at(), line.step(), level, line.text());
    }

    static History history(Source source) {
        return (project, good, bad) -> {
            if (good.isEmpty()) {
                return source.commit(project, bad).stream().map(Measurements::info).toList();
            }
            return source.between(project, good, bad).stream().map(Measurements::info).toList();
        };
    }

    private static CommitInfo info(dev.duru.source.git.Commit commit) {
        return new CommitInfo(
                commit.id(),
                commit.title(),
                commit.message(),
                commit.author(),
                commit.committedAt());
    }

    static LogExtract logs(Observe observe) {
        return question ->
                observe
                        .extract(
                                question.project(),
                                question.environment(),
                                question.release(),
                                question.to(),
                                question.limit())
                        .stream()
                        .map(LogLine::text)
                        .toList();
    }

    static GraphExtract graphs(Observe observe) {
        return question -> {
            Graph graph =
                    observe.graph(
                            question.project(),
                            question.environment(),
                            question.from(),
                            question.to());
            String signal = signalOf(question.gate(), graph);
            List<GraphExtract.Line> lines = new ArrayList<>();
            for (Graph.Line line : graph.lines()) {
                if (line.signal().equals(signal)) {
                    lines.add(
                            new GraphExtract.Line(
                                    "release " + line.release() + " (" + line.version() + ")",
                                    points(graph, line)));
                }
            }
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new GraphExtract.Graph(
                                    signal, signal.startsWith("p") ? "s" : "", null, lines));
        };
    }

    /** A gate is often named after what it looks at; the ratio of errors is what most look at. */
    private static String signalOf(String gate, Graph graph) {
        return graph.lines().stream()
                .map(Graph.Line::signal)
                .filter(signal ->
                        gate.contains(signal) || (gate.contains("latency") && signal.equals("p95")))
                .findFirst()
                .orElse("error_ratio");
    }

    private static List<GraphExtract.Point> points(Graph graph, Graph.Line line) {
        List<GraphExtract.Point> points = new ArrayList<>();
        for (int i = 0; i < line.values().size(); i++) {
            double value = line.values().get(i);
            if (!Double.isNaN(value)) {
                points.add(
                        new GraphExtract.Point(Instant.ofEpochMilli(graph.times().get(i)), value));
            }
        }
        return points;
    }
}
