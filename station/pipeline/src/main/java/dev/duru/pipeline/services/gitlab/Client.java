package dev.duru.pipeline.services.gitlab;

import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.pipeline.services.http.Credential;
import dev.duru.pipeline.services.http.Fields;
import dev.duru.pipeline.services.rest.Code;
import dev.duru.pipeline.services.tokens.JobTokens;
import dev.duru.pipeline.services.tokens.Neighbours;
import dev.duru.pipeline.services.tokens.Pass;
import dev.duru.web.Request;
import java.util.Optional;

/** Who calls, and what they may. */
sealed interface Client {
    /** The user in whose name things are done; {@code ""} for nobody. */
    String user();

    /** What the caller's own role in a project is. */
    Optional<Role> role(ProjectName project);

    /** Refuses what the caller may not do in a project. */
    void check(ProjectName project, Need need);

    /**
     * What a call needs.
     *
     * @param scope of a job's rights
     * @param write whether it changes something
     * @param role the least one of a person
     */
    record Need(String scope, boolean write, Role role) {
        /** Nothing: the call looks for its credential itself. */
        static final Need NOTHING = new Need("", false, Role.READER);

        static Need read(String scope) {
            return new Need(scope, false, Role.READER);
        }

        static Need write(String scope) {
            return new Need(scope, true, Role.DEVELOPER);
        }

        /** What only maintainers may, and no job. */
        static Need settings() {
            return new Need("settings", true, Role.MAINTAINER);
        }
    }

    /** A job, in the name of whoever started it. */
    record OfJob(Pass pass, String user, Neighbours neighbours, Code code) implements Client {
        @Override
        public Optional<Role> role(ProjectName project) {
            return sees(project) ? Optional.of(Role.READER) : Optional.empty();
        }

        private boolean sees(ProjectName project) {
            return pass.project().equals(project)
                    || code.isPublic(project)
                    || neighbours.of(pass).contains(project);
        }

        @Override
        public void check(ProjectName project, Need need) {
            if (!sees(project)) {
                throw GitlabException.notFound("Project");
            }
            boolean has =
                    need.write()
                            ? pass.rights().writes(need.scope())
                            : need.scope().equals("metadata") || pass.rights().reads(need.scope());
            boolean elsewhere = need.write() && !pass.project().equals(project);
            boolean letIn =
                    need.scope().equals("triggers") && neighbours.of(pass).contains(project);
            if (!has || elsewhere && !letIn) {
                throw GitlabException.forbidden("a job's token may not do this");
            }
        }
    }

    /** A person, or somebody who is not signed in. */
    record OfPerson(Request request) implements Client {
        @Override
        public String user() {
            return request.identity().user();
        }

        @Override
        public Optional<Role> role(ProjectName project) {
            return request.role(project);
        }

        @Override
        public void check(ProjectName project, Need need) {
            Optional<Role> role = request.role(project);
            if (role.isEmpty()) {
                throw GitlabException.notFound("Project");
            }
            if (need.write() && request.identity().anonymous()) {
                throw GitlabException.unauthorized();
            }
            if (need.write() && request.identity().readOnly()) {
                throw GitlabException.forbidden("the token only reads");
            }
            if (!role.get().includes(need.role())) {
                throw GitlabException.forbidden("");
            }
        }
    }

    /** Who stands behind a request: by {@code JOB-TOKEN}, {@code PRIVATE-TOKEN} or Basic. */
    static Client of(Request request, Fields fields, JobTokens tokens, Code code) {
        String token =
                request.header("JOB-TOKEN")
                        .or(() -> fields.text("job_token"))
                        .or(() -> Credential.of(request))
                        .orElse("");
        if (!JobTokens.isJobToken(token)) {
            if (request.header("JOB-TOKEN").isPresent()) {
                throw GitlabException.unauthorized();
            }
            return new OfPerson(request);
        }
        Pass pass =
                tokens.find(JobTokens.Kind.API, token).orElseThrow(GitlabException::unauthorized);
        return new OfJob(pass, tokens.neighbours().user(pass), tokens.neighbours(), code);
    }
}
