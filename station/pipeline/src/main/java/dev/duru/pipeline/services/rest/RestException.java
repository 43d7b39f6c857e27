package dev.duru.pipeline.services.rest;

import java.util.List;
import java.util.Map;

/** A refusal with the status and the words that GitHub's clients look for. */
final class RestException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient List<Map<String, Object>> errors;

    RestException(int status, String message) {
        this(status, message, List.of());
    }

    private RestException(int status, String message, List<Map<String, Object>> errors) {
        super(message);
        this.status = status;
        this.errors = errors;
    }

    static RestException notFound() {
        return new RestException(404, "Not Found");
    }

    static RestException forbidden() {
        return new RestException(403, "Resource not accessible by integration");
    }

    /** 422, which GitHub answers to values that it cannot take. */
    static RestException invalid(String resource, String field, String why) {
        return new RestException(
                422,
                "Validation Failed",
                List.of(
                        Map.of(
                                "resource", resource,
                                "field", field,
                                "code", why.equals("already_exists") ? why : "invalid",
                                "message", why)));
    }

    int status() {
        return status;
    }

    List<Map<String, Object>> errors() {
        return errors;
    }
}
