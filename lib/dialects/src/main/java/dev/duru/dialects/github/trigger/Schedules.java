package dev.duru.dialects.github.trigger;

import dev.duru.dialects.github.syntax.Fields;
import dev.duru.dialects.github.syntax.Trigger;
import dev.duru.dialects.schedule.Cron;
import dev.duru.dialects.schedule.Schedule;
import dev.duru.yaml.YamlList;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The time plans of {@code on.schedule}. */
public final class Schedules {
    private Schedules() {}

    /** Those that are well-formed, in the order of the file. */
    public static List<Schedule> of(Trigger schedule) {
        List<Schedule> schedules = new ArrayList<>();
        if (schedule.settings() instanceof YamlList list) {
            for (YamlNode item : list.items()) {
                if (item instanceof YamlMap map) {
                    Fields fields = new Fields(map);
                    YamlScalar cron = fields.text("cron");
                    if (cron != null && Cron.problem(cron.text()).isEmpty()) {
                        schedules.add(
                                new Schedule(
                                        Cron.parse(cron.text()),
                                        zone(fields.text("timezone")),
                                        cron.position()));
                    }
                }
            }
        }
        return schedules;
    }

    private static ZoneId zone(@Nullable YamlScalar zone) {
        return zone != null && ZoneId.getAvailableZoneIds().contains(zone.text())
                ? ZoneId.of(zone.text())
                : ZoneOffset.UTC;
    }
}
