/* SPDX-License-Identifier: MIT
 *
 * What a chip on a slow bus has to do, it does when its bus is unlocked; what a clock has to wait for, when it
 * is prepared.
 */
#include "linux.h"

struct expander { struct mutex bus; struct i2c_client *client; int masks; struct clk_hw hw; };

static void expander_mask(struct irq_data *d)
{
	struct expander *e = irq_data_get_irq_chip_data(d);

	e->masks++;
}

static void expander_bus_lock(struct irq_data *d)
{
	struct expander *e = irq_data_get_irq_chip_data(d);

	mutex_lock(&e->bus);
}

static void expander_bus_unlock(struct irq_data *d)
{
	struct expander *e = irq_data_get_irq_chip_data(d);

	i2c_smbus_read_byte_data(e->client, 0);
	mutex_unlock(&e->bus);
}

const struct irq_chip expander_chip = {
	.irq_mask = expander_mask,
	.irq_bus_lock = expander_bus_lock,
	.irq_bus_sync_unlock = expander_bus_unlock,
};

static int expander_prepare(struct clk_hw *hw)
{
	struct expander *e = container_of(hw, struct expander, hw);

	return i2c_smbus_read_byte_data(e->client, 0);
}

const struct clk_ops expander_clk = { .prepare = expander_prepare };

static DEFINE_SPINLOCK(lock);

int expander_resume(struct clk *clk)
{
	int error = clk_prepare(clk);

	if (error)
		return error;
	spin_lock(&lock);
	error = clk_enable(clk);
	spin_unlock(&lock);
	return error;
}
