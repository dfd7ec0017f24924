/* SPDX-License-Identifier: MIT
 *
 * devices.h: buses, clocks, interrupt chips, USB.
 */
#ifndef DEVICES_H
#define DEVICES_H

#include "deferred.h"
#include "memory.h"

struct device { struct mutex mutex; void *driver_data; };
#define device_lock(dev) mutex_lock(&(dev)->mutex)
#define device_unlock(dev) mutex_unlock(&(dev)->mutex)
struct platform_device { struct device dev; };
struct platform_driver {
	int (*probe)(struct platform_device *pdev);
	int (*remove)(struct platform_device *pdev);
};
int device_add(struct device *dev);

struct i2c_client { u8 addr; };
int i2c_smbus_read_byte_data(const struct i2c_client *client, u8 command);

struct irq_data { unsigned int irq; void *chip_data; };
#define irq_data_get_irq_chip_data(d) ((d)->chip_data)
struct irq_chip {
	void (*irq_mask)(struct irq_data *data);
	void (*irq_unmask)(struct irq_data *data);
	void (*irq_bus_lock)(struct irq_data *data);
	void (*irq_bus_sync_unlock)(struct irq_data *data);
};

struct clk_hw { void *clk; };
struct clk_ops {
	int (*prepare)(struct clk_hw *hw);
	void (*unprepare)(struct clk_hw *hw);
	int (*enable)(struct clk_hw *hw);
	void (*disable)(struct clk_hw *hw);
};
struct clk;
int clk_prepare(struct clk *clk);
int clk_enable(struct clk *clk);
static inline int clk_prepare_enable(struct clk *clk)
{
	int error = clk_prepare(clk);

	return error ? error : clk_enable(clk);
}

struct urb { void *context; void (*complete)(struct urb *urb); int status; };
static inline void usb_fill_bulk_urb(struct urb *urb, void (*complete_fn)(struct urb *), void *context)
{
	urb->complete = complete_fn;
	urb->context = context;
}
struct urb *usb_alloc_urb(int iso_packets, gfp_t mem_flags);
int usb_submit_urb(struct urb *urb, gfp_t mem_flags);
void usb_kill_urb(struct urb *urb);
void usb_unlink_urb(struct urb *urb);

#endif
