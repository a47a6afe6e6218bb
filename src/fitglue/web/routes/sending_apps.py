"""Later."""

from fastapi import APIRouter

router = APIRouter()
