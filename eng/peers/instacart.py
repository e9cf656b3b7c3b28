"""Computes with pandas what the command `instacart` found, and compares.

usage: instacart.py FOLDER REPORT TABLES
FOLDER holds the data, REPORT is the command's --json file, TABLES its --tables folder. Prints each difference; ends with 1 if there is one.
"""
import json
import os
import sys

import numpy as np
import pandas as pd

folder, report_file, tables = sys.argv[1:4]
report = json.load(open(report_file))
differences = []


def check(what, found, expected):
    if isinstance(found, float) or isinstance(expected, float):
        same = abs(found - expected) <= 1e-9 * max(1.0, abs(expected))
    else:
        same = found == expected
    if not same:
        differences.append(f"{what}: found {found}, expected {expected}")


def compare(what, found, expected):
    found, expected = found.reset_index(drop=True), expected.reset_index(drop=True)
    check(f"{what} columns", list(found.columns), list(expected.columns))
    check(f"{what} rows", len(found), len(expected))
    if differences:
        return
    for column in found.columns:
        a, b = found[column], expected[column]
        if pd.api.types.is_numeric_dtype(b):
            same = np.isclose(a.astype(float), b.astype(float), rtol=1e-6, atol=1e-9, equal_nan=True)
        else:
            same = (a == b) | (a.isna() & b.isna())
        if not same.all():
            at = int(np.argmin(same))
            differences.append(f"{what}, {column}, row {at}: found {a[at]}, expected {b[at]} ({int((~same).sum())} rows)")


def read(*parts, without=()):
    names = [n for n in sorted(os.listdir(folder)) if all(p in n for p in parts) and not any(w in n for w in without)]
    frames = [pd.read_csv(os.path.join(folder, n)) for n in names]
    for name, frame in zip(names, frames):
        entry = next(f for f in report["files"] if f["file"] == name)
        check(f"rows of {name}", entry["rows"], len(frame))
        for column in frame.columns:
            check(f"missing values of {name}, {column}", entry["missing"][column], int(frame[column].isna().sum()))
    return pd.concat(frames, ignore_index=True) if frames else None


aisles, departments = read("aisles"), read("departments")
products = read("products", without=["order_products"])
orders = read("orders")
users = read("order_user_product")
prior, train = read("order_products", "_prior"), read("order_products", "_train")
lines = pd.concat([prior.assign(eval_set="prior"), train.assign(eval_set="train")], ignore_index=True)

orders = orders.drop(columns=["eval_set"], errors="ignore")
if users is not None:
    more = users[["order_id", "user_id", "order_number"]].drop_duplicates("order_id")
    orders = pd.concat([orders, more[~more.order_id.isin(orders.order_id)]], ignore_index=True)

counts = lines.groupby("product_id").reordered.agg(["size", "sum"]).reset_index()
counts.columns = ["product_id", "purchase_count", "total_reorders"]
top = counts.sort_values(["purchase_count", "product_id"], ascending=[False, True]).head(10)
top = top.merge(products[["product_id", "product_name"]], how="left", on="product_id")
check("popular products", [p["productId"] for p in report["popularProducts"]], top.product_id.tolist())
check("their names", [p["name"] for p in report["popularProducts"]], top.product_name.where(top.product_name.notna(), None).tolist())
check("their purchases", [p["purchases"] for p in report["popularProducts"]], top.purchase_count.tolist())
compare("product features", pd.read_csv(os.path.join(tables, "product_features.csv")), counts)

by_user = orders.groupby("user_id").agg(total_orders=("order_id", "nunique"), avg_days_between_orders=("days_since_prior_order", "mean"))
compare("user features", pd.read_csv(os.path.join(tables, "user_features.csv")), by_user.reset_index())

combined = (
    lines.merge(orders, how="left", on="order_id")
    .merge(products, how="left", on="product_id")
    .merge(aisles, how="left", on="aisle_id")
    .merge(departments, how="left", on="department_id")
)
found = pd.read_csv(os.path.join(tables, "combined.csv"))
compare("combined table", found, combined[found.columns])
check("combined rows", report["combined"]["rows"], len(combined))
check("lines with a user", report["combined"]["withUser"], int(combined.user_id.notna().sum()))
check("lines with a product", report["combined"]["withProduct"], int(combined.product_id.isin(products.product_id).sum()))
for column in found.columns:
    check(f"missing values of the combined table, {column}", report["combined"]["missing"][column], int(combined[column].isna().sum()))

print("\n".join(differences) or f"{len(combined)} rows agree")
sys.exit(1 if differences else 0)
