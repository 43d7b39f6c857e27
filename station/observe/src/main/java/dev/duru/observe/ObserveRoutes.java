package dev.duru.observe;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.observe.logs.elastic.ElasticRoutes;
import dev.duru.observe.logs.loki.LokiRoutes;
import dev.duru.observe.logs.otlp.OtlpLogs;
import dev.duru.observe.traces.TraceRoutes;
import dev.duru.tsdb.Exposition;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import dev.duru.web.Routes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/** All routes of this station. */
final class ObserveRoutes implements Routes {
    private final Observe observe;

    ObserveRoutes(Observe observe) {
        this.observe = observe;
    }

    @Override
    public void add(Router router) {
        router.page("/metrics", Access.OPEN, this::metrics);
        new QueryApi(observe).add(router);
        new SeriesApi(observe).add(router);
        new TargetsApi(observe).add(router);
        new RulesApi(observe).add(router);
        new StatusApi(observe).add(router);
        new AdminApi(observe.store()).add(router);
        new RemoteApi(observe).add(router);
        new AlertmanagerApi(observe).add(router);
        new WatchPages(observe).add(router);
        new ExplorePages().add(router);
        new DashboardPages(observe, observe.dashboards()).add(router);
        observe.logs().add(router);
        new ElasticRoutes(observe.logs()).add(router);
        new LokiRoutes(observe.logs()).add(router);
        new OtlpLogs(observe.logs()).add(router);
        new AnnotationsApi(observe, observe.ledger()).add(router);
        new TraceRoutes(observe.traces(), observe.logs()::ofTrace).add(router);
        new ObservePages(observe).add(router);
    }

    /** For this machine and for administrators: series names tell which projects there are. */
    private Reply metrics(Request request) {
        if (!request.identity().admin() && !isLocal(request)) {
            throw ProblemException.forbidden(
                    "metrics are for this machine and for administrators; send an administrator's"
                            + " token as a bearer token");
        }
        return Reply.bytes(
                Exposition.CONTENT_TYPE, observe.metricsText().getBytes(StandardCharsets.UTF_8));
    }

    /** A proxy on this machine connects from it too, for whomever. */
    static boolean isLocal(Request request) {
        return isLoopback(request.remoteAddress())
                && request.header("X-Forwarded-For").isEmpty()
                && request.header("Forwarded").isEmpty();
    }

    private static boolean isLoopback(String address) {
        try {
            boolean literal = address.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
            return literal && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    static Access readers() {
        return Access.project(Role.READER);
    }

    static boolean maySee(Request request, ProjectName project) {
        return request.role(project).isPresent();
    }
}
