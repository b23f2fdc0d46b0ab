"""Clusters: what each of them has, lets its users do, and asks of an image. Examples are the files beside this one."""
