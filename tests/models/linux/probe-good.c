/* SPDX-License-Identifier: MIT
 *
 * A driver's probe that unwinds, a remove that waits without a lock, an attribute that reads under a mutex.
 */
#include "linux.h"

struct sensor { struct mutex lock; spinlock_t data; struct i2c_client *client; struct work_struct work; int value; };

static int sensor_probe(struct platform_device *pdev)
{
	struct sensor *sensor = devm_kzalloc(&pdev->dev, sizeof(*sensor), GFP_KERNEL);
	int error = 0;

	if (!sensor)
		return -ENOMEM;
	mutex_lock(&sensor->lock);
	sensor->value = i2c_smbus_read_byte_data(sensor->client, 0);
	if (sensor->value < 0) {
		error = sensor->value;
		goto unlock;
	}
	pdev->dev.driver_data = sensor;
unlock:
	mutex_unlock(&sensor->lock);
	return error;
}

static int sensor_remove(struct platform_device *pdev)
{
	struct sensor *sensor = pdev->dev.driver_data;

	device_lock(&pdev->dev);
	cancel_work_sync(&sensor->work);
	device_unlock(&pdev->dev);
	return 0;
}

const struct platform_driver sensor_driver = { .probe = sensor_probe, .remove = sensor_remove };

static ssize_t value_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct sensor *sensor = dev->driver_data;
	int value;

	mutex_lock(&sensor->lock);
	value = i2c_smbus_read_byte_data(sensor->client, 0);
	spin_lock(&sensor->data);
	sensor->value = value;
	spin_unlock(&sensor->data);
	mutex_unlock(&sensor->lock);
	return sysfs_emit(buf, "%d\n", value);
}

struct device_attribute value_attr = { .show = value_show };
