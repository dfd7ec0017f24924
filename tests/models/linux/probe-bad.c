/* SPDX-License-Identifier: MIT
 *
 * A driver's probe that fails, and keeps the lock; its remove, that waits under one; an attribute that sleeps.
 */
#include "linux.h"

struct sensor { struct mutex lock; spinlock_t data; struct i2c_client *client; struct work_struct work; int value; };

static int sensor_probe(struct platform_device *pdev)
{
	struct sensor *sensor = devm_kzalloc(&pdev->dev, sizeof(*sensor), GFP_KERNEL);

	if (!sensor)
		return -ENOMEM;
	mutex_lock(&sensor->lock);
	sensor->value = i2c_smbus_read_byte_data(sensor->client, 0);
	if (sensor->value < 0)
		return sensor->value; // expect: lock-imbalance: `sensor_probe` returns with
	mutex_unlock(&sensor->lock);
	return 0;
}

static int sensor_remove(struct platform_device *pdev)
{
	struct sensor *sensor = pdev->dev.driver_data;

	spin_lock(&sensor->data);
	cancel_work_sync(&sensor->work); // expect: block-in-atomic: `cancel_work_sync`
	spin_unlock(&sensor->data);
	return 0;
}

const struct platform_driver sensor_driver = { .probe = sensor_probe, .remove = sensor_remove };

static ssize_t value_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct sensor *sensor = dev->driver_data;

	spin_lock(&sensor->data);
	sensor->value = i2c_smbus_read_byte_data(sensor->client, 0); // expect: block-in-atomic
	spin_unlock(&sensor->data);
	return sysfs_emit(buf, "%d\n", sensor->value);
}

struct device_attribute value_attr = { .show = value_show };
