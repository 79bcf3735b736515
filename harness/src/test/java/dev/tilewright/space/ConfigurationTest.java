package dev.tilewright.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConfigurationTest {

    @Test
    void doesNotDependOnTheOrderInWhichTunablesWereSet() {
        Configuration one = Configuration.none().with("A", "1").with("B", "2");
        Configuration other = Configuration.none().with("B", "2").with("A", "1");
        assertThat(one).isEqualTo(other).hasToString("A=1,B=2");
    }

    @Test
    void staysAsItIs() {
        Configuration one = Configuration.none().with("A", "1");
        assertThat(one.with("A", "2")).hasToString("A=2");
        assertThat(one).hasToString("A=1");
        TreeMap<String, String> values = new TreeMap<>(one.values());
        Configuration copied = new Configuration(values);
        values.put("A", "3");
        assertThat(copied).isEqualTo(one);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> one.values().put("A", "4"));
    }
}
