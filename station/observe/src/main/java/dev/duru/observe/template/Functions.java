package dev.duru.observe.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Functions beside those of the language itself. */
public interface Functions {
    /** Whether there is one of this name. */
    boolean has(String name);

    /**
     * Calls one that there is.
     *
     * @throws TemplateException when the arguments do not fit
     */
    @Nullable Object call(String name, List<@Nullable Object> arguments);
}
