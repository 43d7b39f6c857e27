package dev.duru.observe.template;

/** A template that cannot be parsed or rendered. */
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says what is wrong and where. */
    public TemplateException(String message) {
        super(message);
    }
}
