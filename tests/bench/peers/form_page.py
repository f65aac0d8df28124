"""Peer of the pages: FastAPI behind Mangum, a pydantic form, a Jinja2 template and a boto3 resource."""

import os
import uuid
from pathlib import Path
from typing import Annotated

import boto3
from fastapi import FastAPI, Form, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from mangum import Mangum
from pydantic import BaseModel, Field

app = FastAPI()
templates = Jinja2Templates(directory=Path(__file__).parent / "templates")
table = boto3.resource("dynamodb").Table(os.environ["PEER_TABLE"])


class Survey(BaseModel):
    name: str = Field(min_length=1, max_length=100)
    postal_code: str = Field(pattern=r"^[0-9]{3}-?[0-9]{4}$")
    opinion: str = Field(max_length=1000)


@app.get("/", response_class=HTMLResponse)
def show(request: Request):
    return templates.TemplateResponse(request=request, name="form.html")


@app.post("/", response_class=HTMLResponse)
def submit(request: Request, survey: Annotated[Survey, Form()]):
    receipt = uuid.uuid4().hex
    table.put_item(
        Item={"pk": receipt, "sk": "SURVEY", **survey.model_dump()},
        ConditionExpression="attribute_not_exists(pk)",
    )
    return templates.TemplateResponse(request=request, name="receipt.html", context={"receipt": receipt})


handler = Mangum(app, lifespan="off")
