package dev.duru.infrastructure;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The SQL of plans, their steps, and what is in force. */
final class PlanStore {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<TreeMap<String, String>> ATTRIBUTES =
            new TypeReference<>() {};
    private static final String PLAN =
            """
            select project, number, commit_id, ref, state, person, text, problem, at from infra_plan
            """;

    private final Handle sql;

    PlanStore(Handle sql) {
        this.sql = sql;
    }

    /** What of a step is kept as one text. */
    private record Body(String place, String why, List<Step.Difference> differences) {}

    // ---- plans ----

    boolean hasCause(ProjectName project, String cause) {
        return sql.createQuery(
                                "select count(*) from infra_plan where project = :project and cause = :cause")
                        .bind("project", project.toString())
                        .bind("cause", cause)
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }

    void add(Plan plan, String cause) {
        sql.createUpdate(
                        """
                        insert into infra_plan (project, number, commit_id, ref, state, person, text,
                          problem, cause, at)
                        values (:project, :number, :commit, :ref, :state, :person, :text,
                          :problem, :cause, :at)
                        """)
                .bind("project", plan.project().toString())
                .bind("number", plan.number())
                .bind("commit", plan.commit())
                .bind("ref", plan.ref())
                .bind("state", plan.state().name())
                .bind("person", plan.by())
                .bind("text", plan.text())
                .bind("problem", plan.problem())
                .bind("cause", cause)
                .bind("at", plan.at().toEpochMilli())
                .execute();
        plan.steps().forEach(step -> add(plan, step));
    }

    private void add(Plan plan, Step step) {
        sql.createUpdate(
                        """
                        insert into infra_step (project, plan, environment, place, action, state, body,
                          release_number, note, person, at)
                        values (:project, :plan, :environment, :place, :action, :state, :body,
                          :release, :note, :person, :at)
                        """)
                .bind("project", plan.project().toString())
                .bind("plan", plan.number())
                .bind("environment", step.environment())
                .bind("place", step.order())
                .bind("action", step.action().name())
                .bind("state", step.state().name())
                .bind(
                        "body",
                        JSON.writeValueAsString(
                                new Body(step.place(), step.why(), step.differences())))
                .bind("release", step.release())
                .bind("note", step.note())
                .bind("person", step.by())
                .bind("at", step.at().toEpochMilli())
                .execute();
    }

    /** The plan that is being applied. */
    Optional<Plan> current(ProjectName project) {
        return sql.createQuery(PLAN + " where project = :project and state = 'CURRENT'")
                .bind("project", project.toString())
                .map((rs, ctx) -> plan(rs))
                .findOne()
                .map(this::withSteps);
    }

    Plan known(ProjectName project, long number) {
        return sql.createQuery(PLAN + " where project = :project and number = :number")
                .bind("project", project.toString())
                .bind("number", number)
                .map((rs, ctx) -> plan(rs))
                .findOne()
                .map(this::withSteps)
                .orElseThrow(() ->
                        ProblemException.notFound("there is no plan " + number + " in " + project));
    }

    /** Plans, newest first. */
    List<Plan> latest(ProjectName project, int limit) {
        return sql
                .createQuery(PLAN + " where project = :project order by number desc limit :limit")
                .bind("project", project.toString())
                .bind("limit", limit)
                .map((rs, ctx) -> plan(rs))
                .list()
                .stream()
                .map(this::withSteps)
                .toList();
    }

    /** Projects in which a step has begun and not ended. */
    List<ProjectName> applying() {
        return sql.createQuery(
                        "select distinct project from infra_step where state = 'APPLYING' order by project")
                .map((rs, ctx) -> ProjectName.parse(rs.getString("project")))
                .list();
    }

    void state(Plan plan, Plan.State state) {
        sql.createUpdate(
                        "update infra_plan set state = :state where project = :project and number = :number")
                .bind("state", state.name())
                .bind("project", plan.project().toString())
                .bind("number", plan.number())
                .execute();
    }

    private Plan withSteps(Plan plan) {
        List<Step> steps =
                sql.createQuery(
                                """
                                select environment, place, action, state, body, release_number, note, person, at
                                from infra_step where project = :project and plan = :plan order by place
                                """)
                        .bind("project", plan.project().toString())
                        .bind("plan", plan.number())
                        .map((rs, ctx) -> step(rs))
                        .list();
        return new Plan(
                plan.project(),
                plan.number(),
                plan.commit(),
                plan.ref(),
                plan.state(),
                plan.by(),
                plan.text(),
                plan.problem(),
                plan.at(),
                steps);
    }

    private static Plan plan(ResultSet rs) throws SQLException {
        return new Plan(
                ProjectName.parse(rs.getString("project")),
                rs.getLong("number"),
                rs.getString("commit_id"),
                rs.getString("ref"),
                Plan.State.valueOf(rs.getString("state")),
                rs.getString("person"),
                rs.getString("text"),
                rs.getString("problem"),
                Instant.ofEpochMilli(rs.getLong("at")),
                List.of());
    }

    private static Step step(ResultSet rs) throws SQLException {
        Body body = JSON.readValue(rs.getString("body"), Body.class);
        return new Step(
                rs.getString("environment"),
                rs.getInt("place"),
                Step.Action.valueOf(rs.getString("action")),
                Step.State.valueOf(rs.getString("state")),
                body.place(),
                body.why(),
                body.differences(),
                rs.getLong("release_number"),
                rs.getString("note"),
                rs.getString("person"),
                Instant.ofEpochMilli(rs.getLong("at")));
    }

    /**
     * Moves a step by compare-and-set.
     *
     * @throws ProblemException CONFLICT when it has moved meanwhile
     */
    void move(Plan plan, Step step, Step.State next, Moved moved) {
        int rows =
                sql.createUpdate(
                                """
                                update infra_step set state = :next, release_number = :release,
                                  note = :note, person = :person, at = :at
                                where project = :project and plan = :plan and environment = :environment
                                  and state = :was
                                """)
                        .bind("next", next.name())
                        .bind("release", moved.release())
                        .bind("note", moved.note())
                        .bind("person", moved.by())
                        .bind("at", moved.at().toEpochMilli())
                        .bind("project", plan.project().toString())
                        .bind("plan", plan.number())
                        .bind("environment", step.environment())
                        .bind("was", step.state().name())
                        .execute();
        if (rows != 1) {
            throw ProblemException.conflict(
                    "the plan for "
                            + step.environment()
                            + " has gone on meanwhile; look at plan "
                            + plan.number());
        }
    }

    /** What a move of a step leaves. */
    record Moved(long release, String note, String by, Instant at) {}

    // ---- approvals ----

    /** Somebody's word for a step. */
    record Approval(String by, String comment, Instant at) {}

    void approve(Plan plan, String environment, Approval approval) {
        sql.createUpdate(
                        """
                        insert into infra_approval (project, plan, environment, person, comment, at)
                        values (:project, :plan, :environment, :person, :comment, :at)
                        """)
                .bind("project", plan.project().toString())
                .bind("plan", plan.number())
                .bind("environment", environment)
                .bind("person", approval.by())
                .bind("comment", approval.comment())
                .bind("at", approval.at().toEpochMilli())
                .execute();
    }

    List<Approval> approvals(Plan plan, String environment) {
        return sql.createQuery(
                        """
                        select person, comment, at from infra_approval
                        where project = :project and plan = :plan and environment = :environment
                        order by at
                        """)
                .bind("project", plan.project().toString())
                .bind("plan", plan.number())
                .bind("environment", environment)
                .map((rs, ctx) ->
                        new Approval(
                                rs.getString("person"),
                                rs.getString("comment"),
                                Instant.ofEpochMilli(rs.getLong("at"))))
                .list();
    }

    // ---- what is in force ----

    Map<String, Standing> standing(ProjectName project) {
        Map<String, Standing> all = new LinkedHashMap<>();
        sql.createQuery(
                        """
                        select name, commit_id, text, attributes, person, at from infra_environment
                        where project = :project order by name
                        """)
                .bind("project", project.toString())
                .map((rs, ctx) ->
                        new Standing(
                                rs.getString("name"),
                                rs.getString("commit_id"),
                                rs.getString("text"),
                                JSON.readValue(rs.getString("attributes"), ATTRIBUTES),
                                rs.getString("person"),
                                Instant.ofEpochMilli(rs.getLong("at"))))
                .list()
                .forEach(one -> all.put(one.environment(), one));
        return all;
    }

    Optional<Standing> standing(ProjectName project, String environment) {
        return Optional.ofNullable(standing(project).get(environment));
    }

    List<ProjectName> projects() {
        return sql.createQuery("select distinct project from infra_environment order by project")
                .map((rs, ctx) -> ProjectName.parse(rs.getString("project")))
                .list();
    }

    void keep(ProjectName project, Standing standing) {
        SortedMap<String, String> attributes = standing.attributes();
        sql.createUpdate(
                        """
                        insert into infra_environment (project, name, commit_id, text, attributes, person, at)
                        values (:project, :name, :commit, :text, :attributes, :person, :at)
                        on conflict (project, name) do update set commit_id = :commit, text = :text,
                          attributes = :attributes, person = :person, at = :at
                        """)
                .bind("project", project.toString())
                .bind("name", standing.environment())
                .bind("commit", standing.commit())
                .bind("text", standing.text())
                .bind("attributes", JSON.writeValueAsString(attributes))
                .bind("person", standing.by())
                .bind("at", standing.at().toEpochMilli())
                .execute();
    }

    void forget(ProjectName project, String environment) {
        sql.createUpdate("delete from infra_environment where project = :project and name = :name")
                .bind("project", project.toString())
                .bind("name", environment)
                .execute();
    }
}
