/* SPDX-License-Identifier: MIT
 *
 * An interrupt chip masks with interrupts off, a clock is enabled so: neither may sleep.
 */
#include "linux.h"

struct expander { struct mutex bus; struct i2c_client *client; int masks; struct clk_hw hw; };

static void expander_mask(struct irq_data *d)
{
	struct expander *e = irq_data_get_irq_chip_data(d);

	mutex_lock(&e->bus); // expect: block-in-atomic: while in state no_irq
	e->masks++;
	mutex_unlock(&e->bus);
}

const struct irq_chip expander_chip = { .irq_mask = expander_mask };

static int expander_enable(struct clk_hw *hw)
{
	struct expander *e = container_of(hw, struct expander, hw);

	return i2c_smbus_read_byte_data(e->client, 0); // expect: block-in-atomic: while in state no_irq
}

const struct clk_ops expander_clk = { .enable = expander_enable };

static DEFINE_SPINLOCK(lock);

int expander_resume(struct clk *clk)
{
	int error;

	spin_lock(&lock);
	error = clk_prepare_enable(clk); // expect: block-in-atomic
	spin_unlock(&lock);
	return error;
}
