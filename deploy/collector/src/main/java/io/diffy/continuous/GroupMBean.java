package io.diffy.continuous;

import io.diffy.service.RegisteredBean;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Tag;
import java.util.Map;
import java.util.TreeMap;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.ReflectionException;

/**
 * The meters of one group under {@code io.diffy.collector:type=group,group="…"}. An attribute is
 * named as its meter without the prefix, with the other tags' values and the statistic behind it:
 * {@code answers.success}, {@code run.total}. All are doubles and only read.
 */
record GroupMBean(MeterRegistry registry, String group) implements DynamicMBean {
  /** Until closed. */
  static RegisteredBean register(MeterRegistry registry, String group) {
    return RegisteredBean.of(
        "io.diffy.collector:type=group,group=", group, new GroupMBean(registry, group));
  }

  @Override
  public Object getAttribute(String attribute) throws AttributeNotFoundException {
    Double value = values().get(attribute);
    if (value == null) {
      throw new AttributeNotFoundException(attribute);
    }
    return value;
  }

  @Override
  public AttributeList getAttributes(String[] attributes) {
    Map<String, Double> values = values();
    AttributeList list = new AttributeList();
    for (String attribute : attributes) {
      if (values.containsKey(attribute)) {
        list.add(new Attribute(attribute, values.get(attribute)));
      }
    }
    return list;
  }

  @Override
  public MBeanInfo getMBeanInfo() {
    MBeanAttributeInfo[] attributes =
        values().keySet().stream()
            .map(key -> new MBeanAttributeInfo(key, "double", key, true, false, false))
            .toArray(MBeanAttributeInfo[]::new);
    return new MBeanInfo(
        GroupMBean.class.getName(), "Collection of " + group, attributes, null, null, null);
  }

  @Override
  public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
    throw new AttributeNotFoundException(attribute.getName() + " is only read");
  }

  @Override
  public AttributeList setAttributes(AttributeList attributes) {
    return new AttributeList();
  }

  @Override
  public Object invoke(String action, Object[] arguments, String[] signature)
      throws ReflectionException {
    throw new ReflectionException(
        new NoSuchMethodException(action), "there is nothing to do here, only to read");
  }

  private Map<String, Double> values() {
    Map<String, Double> values = new TreeMap<>();
    for (Meter meter : registry.getMeters()) {
      if (group.equals(meter.getId().getTag(GroupMetrics.GROUP))) {
        for (Measurement measurement : meter.measure()) {
          values.put(name(meter.getId(), measurement.getStatistic()), measurement.getValue());
        }
      }
    }
    return values;
  }

  private static String name(Meter.Id meter, Statistic statistic) {
    StringBuilder text = new StringBuilder(meter.getName().substring(GroupMetrics.PREFIX.length()));
    for (Tag tag : meter.getTags()) {
      if (!tag.getKey().equals(GroupMetrics.GROUP)) {
        text.append('.').append(tag.getValue());
      }
    }
    if (meter.getType() == Meter.Type.TIMER) {
      text.append('.').append(statistic.getTagValueRepresentation());
    }
    return text.toString();
  }
}
