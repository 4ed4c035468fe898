"""Authorities, departments and regions (机关、部门、区划)."""
