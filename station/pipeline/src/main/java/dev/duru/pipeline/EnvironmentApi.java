package dev.duru.pipeline;

import dev.duru.kernel.Role;
import dev.duru.pipeline.state.EnvironmentStore.Environment;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The API of the environments that jobs have made. */
final class EnvironmentApi {
    private static final String ALL = "/projects/{owner}/{project}/job-environments";

    private final JobEnvironments environments;

    EnvironmentApi(JobEnvironments environments) {
        this.environments = environments;
    }

    void add(Router router) {
        router.api("GET", ALL, Access.project(Role.READER), this::list)
                .api("POST", ALL + "/{name}/stop", Access.project(Role.DEVELOPER), this::stop);
    }

    private Reply list(Request request) {
        return Reply.json(
                environments.of(request.project()).stream().map(EnvironmentApi::shown).toList());
    }

    private Reply stop(Request request) {
        Environment stopped =
                environments.stop(
                        request.project(),
                        request.param("name"),
                        request.identity().user(),
                        request.role().orElse(Role.READER));
        return Reply.json(shown(stopped)).withStatus(202);
    }

    private static Map<String, Object> shown(Environment environment) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", environment.name());
        fields.put("state", environment.state().name().toLowerCase(Locale.ROOT));
        fields.put("url", environment.url());
        fields.put("run", environment.last().number());
        fields.put("job", environment.last().job());
        fields.put("commit", environment.last().commit());
        fields.put("ref", environment.last().ref());
        fields.put("by", environment.last().by());
        fields.put("deployedAt", environment.deployedAt());
        fields.put("onStop", environment.onStop());
        environment.stopsAt().ifPresent(at -> fields.put("stopsAt", at));
        environment.stoppedAt().ifPresent(at -> fields.put("stoppedAt", at));
        if (!environment.stoppedBy().isEmpty()) {
            fields.put("stoppedBy", environment.stoppedBy());
        }
        return fields;
    }
}
