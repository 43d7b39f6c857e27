package dev.duru.observe;

import dev.duru.tsdb.Matcher;
import dev.duru.tsdb.store.Store;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The part of Prometheus' HTTP API that changes the store. For administrators. */
final class AdminApi {
    private static final Logger LOG = LoggerFactory.getLogger(AdminApi.class);

    private final Store store;

    AdminApi(Store store) {
        this.store = store;
    }

    void add(Router router) {
        String base = "/admin/tsdb";
        for (String method : List.of("POST", "PUT")) {
            router.api(method, base + "/delete_series", Access.ADMIN, this::delete)
                    .api(method, base + "/clean_tombstones", Access.ADMIN, r -> clean())
                    .api(method, base + "/snapshot", Access.ADMIN, r -> snapshot());
        }
    }

    private Reply delete(Request request) {
        ApiParameters parameters = new ApiParameters(request);
        return ApiParameters.answer(() -> {
            List<List<Matcher>> selectors = parameters.selectors();
            if (selectors.isEmpty()) {
                return PrometheusJson.badData("no match[] parameter provided");
            }
            long from = parameters.time("start", 0);
            long to = parameters.time("end", Long.MAX_VALUE);
            int series = 0;
            for (List<Matcher> selector : selectors) {
                series += store.delete(selector, from, to);
            }
            LOG.info("{} deleted samples of {} series", request.identity().user(), series);
            return Reply.noContent();
        });
    }

    /** What was deleted goes from the disk too. */
    private Reply clean() {
        store.maintain();
        return Reply.noContent();
    }

    private static Reply snapshot() {
        return PrometheusJson.unavailable(
                "no snapshots are made here; `duru backup` keeps the samples with everything"
                        + " else");
    }
}
