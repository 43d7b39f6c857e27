package dev.duru.pipeline.services.rest;

import dev.duru.kernel.Identity;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.pipeline.services.http.Credential;
import dev.duru.pipeline.services.tokens.JobTokens;
import dev.duru.pipeline.services.tokens.Pass;
import dev.duru.web.Request;
import java.util.List;
import java.util.Optional;

/** Who calls, and what they may. */
sealed interface Caller {
    /** The name under which things are done. */
    String name();

    /** Refuses what the caller may not do in a project. */
    void check(ProjectName project, Need need);

    /** One of some permissions of GitHub's, such as {@code issues}, to read or to write. */
    record Need(List<String> scopes, boolean write) {
        static Need read(String... scopes) {
            return new Need(List.of(scopes), false);
        }

        static Need write(String... scopes) {
            return new Need(List.of(scopes), true);
        }
    }

    /** A job. */
    record OfJob(Pass pass) implements Caller {
        @Override
        public String name() {
            return Identity.JOB;
        }

        @Override
        public void check(ProjectName project, Need need) {
            if (!pass.project().equals(project)) {
                throw RestException.notFound();
            }
            boolean allowed =
                    need.scopes().stream()
                            .anyMatch(scope ->
                                    scope.equals("metadata")
                                            || (need.write()
                                                    ? pass.rights().writes(scope)
                                                    : pass.rights().reads(scope)));
            if (!allowed) {
                throw RestException.forbidden();
            }
        }
    }

    /** A person, or somebody who is not signed in. */
    record OfPerson(Request request) implements Caller {
        @Override
        public String name() {
            return request.identity().user();
        }

        @Override
        public void check(ProjectName project, Need need) {
            Optional<Role> role = request.role(project);
            if (role.isEmpty()) {
                throw RestException.notFound();
            }
            if (need.write() && request.identity().anonymous()) {
                throw new RestException(401, "Requires authentication");
            }
            if (need.write()
                    && (request.identity().readOnly() || !role.get().includes(Role.DEVELOPER))) {
                throw new RestException(403, "Resource not accessible by personal access token");
            }
        }
    }

    /** Who stands behind a request. */
    static Caller of(Request request, JobTokens tokens) {
        String token = Credential.of(request).orElse("");
        if (JobTokens.isJobToken(token)) {
            return new OfJob(
                    tokens.find(JobTokens.Kind.API, token)
                            .orElseThrow(() -> new RestException(401, "Bad credentials")));
        }
        return new OfPerson(request);
    }
}
