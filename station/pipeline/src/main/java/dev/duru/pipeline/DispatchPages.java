package dev.duru.pipeline;

import dev.duru.dialects.github.GithubActions;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.Param;
import dev.duru.kernel.Problem;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.Role;
import dev.duru.pipeline.github.WorkflowFiles;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Request;
import dev.duru.web.Router;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starting a workflow by hand: a form with the inputs that it asks for. */
final class DispatchPages {
    private static final String NEW = "/{owner}/{project}/runs/new";
    private static final Access DEVELOPER = Access.project(Role.DEVELOPER);

    private final Pipeline pipeline;
    private final Repository repository;
    private final Sheets sheets;

    DispatchPages(Pipeline pipeline, Repository repository, Sheets sheets) {
        this.pipeline = pipeline;
        this.repository = repository;
        this.sheets = sheets;
    }

    void add(Router router) {
        router.page(NEW, DEVELOPER, request -> form(request, ""))
                .form(NEW, DEVELOPER, this::start)
                .api(
                        "GET",
                        "/projects/{owner}/{project}/workflows",
                        Access.project(Role.READER),
                        this::workflows);
    }

    private Optional<Workflow> workflow(Request request, String file, String ref) {
        return repository
                .resolve(request.project(), ref)
                .flatMap(head -> repository.file(request.project(), head.id(), file))
                .flatMap(text -> GithubActions.parse(file, text).tree());
    }

    private List<DispatchField> fields(Request request, Workflow workflow) {
        List<DispatchField> fields = new ArrayList<>();
        for (Param param : GithubActions.params(workflow, "workflow_dispatch")) {
            String value =
                    request.form("input." + param.name())
                            .or(() -> request.query("input." + param.name()))
                            .orElseGet(() -> fallback(param));
            fields.add(
                    new DispatchField(
                            param.name(),
                            param.type(),
                            param.description(),
                            value,
                            param.options(),
                            param.required()));
        }
        return fields;
    }

    private static String fallback(Param param) {
        return param.fallback() instanceof Expr.Lit lit
                ? dev.duru.dialects.expressions.Expressions.text(lit.value())
                : "";
    }

    private Reply form(Request request, String problem) {
        List<String> files = pipeline.workflows(request.project());
        String ref =
                given(request, "ref").orElseGet(() -> pipeline.defaultBranch(request.project()));
        String file = given(request, "workflow").orElse(files.isEmpty() ? "" : files.getFirst());
        Optional<Workflow> workflow =
                file.isEmpty() ? Optional.empty() : workflow(request, file, ref);
        Map<String, Object> params = new HashMap<>();
        params.put("project", request.project());
        params.put("workflows", files);
        params.put("workflow", file);
        params.put("ref", ref);
        params.put("problem", problem);
        params.put("known", workflow.isPresent());
        params.put(
                "dispatchable",
                workflow.filter(each -> each.trigger("workflow_dispatch").isPresent()).isPresent());
        params.put("fields", workflow.map(each -> fields(request, each)).orElse(List.of()));
        return Reply.page(
                sheets.page(
                        request, sheets.words(request).text("dispatch.title"), "dispatch", params));
    }

    private static Optional<String> given(Request request, String name) {
        return request.form(name)
                .or(() -> request.query(name))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    private Reply start(Request request) {
        String file = request.required("workflow");
        String ref = request.form("ref").orElse("").strip();
        Map<String, String> inputs = new LinkedHashMap<>();
        workflow(request, file, ref.isEmpty() ? pipeline.defaultBranch(request.project()) : ref)
                .ifPresent(workflow -> {
                    for (Param param : GithubActions.params(workflow, "workflow_dispatch")) {
                        Optional<String> value = request.form("input." + param.name());
                        if (param.type() == Param.Type.BOOLEAN) {
                            inputs.put(param.name(), Boolean.toString(value.isPresent()));
                        } else {
                            value.filter(text -> !text.isEmpty())
                                    .ifPresent(text -> inputs.put(param.name(), text));
                        }
                    }
                });
        try {
            return Reply.redirect(
                    PipelinePages.path(
                            pipeline.dispatch(
                                    request.project(),
                                    file,
                                    ref,
                                    inputs,
                                    request.identity().user())));
        } catch (ProblemException e) {
            if (e.code() == Problem.Code.INTERNAL) {
                throw e;
            }
            return form(request, e.detail()).withStatus(e.code().status());
        }
    }

    /** The workflows of the main branch, and what those that can be started by hand ask for. */
    private Reply workflows(Request request) {
        String ref =
                request.query("ref").orElseGet(() -> pipeline.defaultBranch(request.project()));
        List<Map<String, Object>> all = new ArrayList<>();
        for (String file : pipeline.workflows(request.project())) {
            Optional<Workflow> workflow = workflow(request, file, ref);
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("path", file);
            fields.put("name", workflow.map(Workflow::title).orElse(file));
            fields.put(
                    "badge",
                    "/"
                            + request.project()
                            + "/actions/workflows/"
                            + file.substring(WorkflowFiles.FOLDER.length())
                            + "/badge.svg");
            boolean dispatchable =
                    workflow.filter(each -> each.trigger("workflow_dispatch").isPresent())
                            .isPresent();
            fields.put("dispatchable", dispatchable);
            fields.put(
                    "inputs",
                    workflow.stream()
                            .flatMap(each -> fields(request, each).stream())
                            .map(DispatchPages::json)
                            .toList());
            all.add(fields);
        }
        return Reply.json(all);
    }

    private static Map<String, Object> json(DispatchField field) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", field.name());
        fields.put("type", field.type().name().toLowerCase(java.util.Locale.ROOT));
        fields.put("description", field.description());
        fields.put("default", field.value());
        fields.put("options", field.options());
        fields.put("required", field.required());
        return fields;
    }
}
